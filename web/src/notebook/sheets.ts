/** Cells that are laid out and watched together. */
export interface Sheet<T> {
  /** Stays with the sheet for as long as it has a cell. */
  readonly key: number;
  readonly cells: readonly T[];
}

/**
 * Parts a column of cells into sheets of about `size`: a browser asks of each thing that it watches, in every frame,
 * whether it is seen, and a thousand cells are too many for that. A cell stays in its sheet while it stays in its order,
 * so that none loses its editor because another came before it; a sheet that did not change is the same object again.
 */
export function intoSheets<T>(
  before: readonly Sheet<T>[],
  cells: readonly T[],
  nameOf: (cell: T) => string,
  size: number,
): readonly Sheet<T>[] {
  const places = new Map(before.flatMap(({ cells }, place) => cells.map((cell) => [nameOf(cell), place] as const)));
  const staying = inOrder(cells.map((cell) => places.get(nameOf(cell))));
  const keys = staying.map((place) => (place === undefined ? undefined : before[place]?.key));
  const nextKeys = [...keys];
  for (let at = keys.length - 2; at >= 0; at--) nextKeys[at] ??= nextKeys[at + 1];
  let fresh = before.reduce((most, { key }) => Math.max(most, key), 0);
  const made: { key: number; cells: T[] }[] = [];
  for (const [at, cell] of cells.entries()) {
    const last = made.at(-1);
    const own = keys[at];
    const next = nextKeys[at];
    if (last === undefined) made.push({ key: next ?? ++fresh, cells: [cell] });
    else if (next === last.key || (own === undefined && last.cells.length < size)) last.cells.push(cell);
    else made.push({ key: own ?? ++fresh, cells: [cell] });
  }
  const old = new Map(before.map((sheet) => [sheet.key, sheet]));
  return made.map((sheet) => {
    const known = old.get(sheet.key);
    return known !== undefined && sameItems(known.cells, sheet.cells) ? known : sheet;
  });
}

/** The longest run of places that never goes back, each where it was; undefined for those left out. */
function inOrder(places: readonly (number | undefined)[]): (number | undefined)[] {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [at, place] of places.entries()) {
    if (place === undefined) continue;
    const placeOf = (tail: number | undefined) => places[tail ?? -1] ?? -1;
    const longest = placeOf(tails.at(-1)) <= place;
    const length = longest ? tails.length : tails.findIndex((tail) => placeOf(tail) > place);
    previous[at] = tails[length - 1] ?? -1;
    tails[length] = at;
  }
  const kept: (number | undefined)[] = places.map(() => undefined);
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) kept[at] = places[at];
  return kept;
}

function sameItems<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
