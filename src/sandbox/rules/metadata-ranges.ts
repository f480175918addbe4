/** Blocks that lie side by side. */
export interface BlockRange {
  first: number;
  count: number;
}

/** Tables of inodes of these groups alone: those of all would take 256 bytes for each file that may ever be made. */
const groupsWithFiles = 16;

/**
 * Where an ext4 file system keeps what it writes for itself: super blocks, descriptors, bitmaps, its journal, and the
 * tables of the inodes that are used first. In order, joined where they touch.
 *
 * @param groups   what `dumpe2fs` says
 * @param journal  what `debugfs -R 'stat <8>'` says
 */
export function metadataRanges(groups: string, journal: string): BlockRange[] {
  const found: BlockRange[] = [];
  const add = (first: string | undefined, last: string | undefined) => {
    if (first !== undefined) found.push({ first: Number(first), count: Number(last ?? first) - Number(first) + 1 });
  };
  for (const [, first, last] of groups.matchAll(/(?:superblock|descriptors|GDT blocks|bitmap) at (\d+)(?:-(\d+))?/g))
    add(first, last);
  for (const [, first, last] of [...groups.matchAll(/Inode table at (\d+)-(\d+)/g)].slice(0, groupsWithFiles))
    add(first, last);
  const extents = journal.slice(Math.max(0, journal.indexOf('EXTENTS')));
  for (const [, first, last] of extents.matchAll(/\):(\d+)(?:-(\d+))?/g)) add(first, last);
  return joined(found);
}

function joined(ranges: readonly BlockRange[]): BlockRange[] {
  const result: BlockRange[] = [];
  for (const { first, count } of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    if (before && first <= before.first + before.count) {
      before.count = Math.max(before.count, first + count - before.first);
    } else result.push({ first, count });
  }
  return result;
}
