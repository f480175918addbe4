/**
 * Names to try where `name` is taken: "data.csv" gives "data (2).csv", "data (3).csv" …; "data (2).csv" goes on with 3.
 * "archive.tar.gz" keeps both its extensions.
 */
export function* freeNames(name: string): Generator<string, void> {
  const match = /^(?<stem>.+?)(?: \((?<number>\d{1,6})\))?(?<extension>(?:\.tar)?\.[^. ]{1,16})?$/su.exec(name);
  const stem = match?.groups?.stem ?? name;
  const extension = match?.groups?.extension ?? '';
  const first = Number(match?.groups?.number ?? 1) + 1;
  for (let number = first; number < first + 10_000; number++) yield shorten(stem, ` (${number})${extension}`);
}

/** Cuts the stem so that the whole has at most 255 bytes. */
function shorten(stem: string, ending: string): string {
  let kept = [...stem];
  while (kept.length > 1 && Buffer.byteLength(kept.join('') + ending) > 255) kept = kept.slice(0, -1);
  return kept.join('') + ending;
}
