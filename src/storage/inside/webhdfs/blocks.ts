import { type Answerer, type Asked, isReal } from './asked.ts';
import { blockBytes } from './file-status.ts';
import { notAFile } from './not-a-file.ts';
import type { Held, TenantSpace } from './tenant-space.ts';

/** A file has one block after the other in clients' eyes, all on this machine: they divide their work by that. */
export class Blocks {
  readonly #space: TenantSpace;

  constructor(space: TenantSpace) {
    this.#space = space;
  }

  locations: Answerer = (asked) => {
    using held = this.#holdFile(asked.path);
    return { BlockLocations: { BlockLocation: blocksIn(held, asked).map(location) } };
  };

  /** What clients before Hadoop 3.3.5 ask for: the same with numbers of blocks, and without DataNodes to read from. */
  located: Answerer = (asked) => {
    using held = this.#holdFile(asked.path);
    const { size, ino } = held.stats;
    const locatedBlocks = blocksIn(held, asked).map((block) => located(ino, block));
    const last = size === 0 ? null : located(ino, lastBlock(size));
    return {
      LocatedBlocks: {
        fileLength: size,
        isLastBlockComplete: true,
        isUnderConstruction: false,
        lastLocatedBlock: last,
        locatedBlocks,
      },
    };
  };

  #holdFile(path: Asked['path']): Held {
    if (!isReal(path)) throw notAFile(path.full);
    const held = this.#space.hold(path);
    if (held.stats.isFile()) return held;
    held[Symbol.dispose]();
    throw notAFile(path.full);
  }
}

interface Block {
  readonly offset: number;
  readonly length: number;
}

/** Those of the range that was asked for. */
function blocksIn({ stats: { size } }: Held, { given }: Asked): Block[] {
  const from = given.integer('offset', 0) ?? 0;
  const to = Math.min(size, from + (given.integer('length', 0) ?? size));
  const blocks: Block[] = [];
  for (let offset = from - (from % blockBytes); offset < to; offset += blockBytes)
    blocks.push({ offset, length: Math.min(blockBytes, size - offset) });
  return blocks;
}

function lastBlock(size: number): Block {
  const offset = size - (((size - 1) % blockBytes) + 1);
  return { offset, length: size - offset };
}

function location({ offset, length }: Block): unknown {
  const hosts = ['localhost'];
  const places = { topologyPaths: ['/default-rack/localhost'], names: hosts, hosts, cachedHosts: [] };
  return { ...places, corrupt: false, offset, length, storageTypes: ['DISK'] };
}

function located(ino: number, { offset, length }: Block): unknown {
  const number = ino * 65_536 + Math.floor(offset / blockBytes);
  return {
    block: { blockId: number, blockPoolId: 'local', generationStamp: 0, numBytes: length },
    // An empty token, in Hadoop's form.
    blockToken: { urlString: 'AAAAAA' },
    cachedLocations: [],
    isCorrupt: false,
    locations: [],
    startOffset: offset,
    storageTypes: [],
  };
}
