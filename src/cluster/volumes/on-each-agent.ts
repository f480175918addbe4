/**
 * Does it with all of them: those of an agent one after the other until it is away, each agent by itself.
 *
 * @param act  answers whether the agent was there
 */
export async function onEachAgent<Item extends { readonly agent: string }>(
  items: readonly Item[],
  act: (item: Item) => Promise<boolean>,
): Promise<void> {
  const inTurn = async (ofAgent: readonly Item[]) => {
    for (const item of ofAgent) if (!(await act(item))) return;
  };
  await Promise.all([...Map.groupBy(items, ({ agent }) => agent).values()].map(inTurn));
}
