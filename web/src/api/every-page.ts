/** Reads a list that comes in pages to its end, at most `most` items. */
export async function everyPage<Item>(
  read: (after: string | undefined) => Promise<{ items: Item[]; next: string | null }>,
  most = 10_000,
): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await read(after);
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && items.length < most);
  return items;
}
