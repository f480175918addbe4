import { accessSync, constants, lstatSync, readdirSync, type Stats } from 'node:fs';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { invalid } from '../../rules/webhdfs/parameters.ts';
import { childOf, type RealPath } from '../../rules/webhdfs/path.ts';
import { knownPlaces } from '../known-places.ts';
import type { Owners } from '../owners.ts';
import { readSpace } from '../space.ts';
import { type Answerer, type Asked, isReal } from './asked.ts';
import { blockBytes, type FileStatus, fileStatus, virtualStatus } from './file-status.ts';
import { NamesKept } from './names-kept.ts';
import type { TenantSpace } from './tenant-space.ts';

/** Most entries of one answer of LISTSTATUS_BATCH: HDFS's `dfs.ls.limit`. */
const batchEntries = 1000;

/** What only looks at names, statuses and sizes. */
export class Look {
  readonly #space: TenantSpace;
  readonly #owners: Owners;
  readonly #names = new NamesKept();

  constructor(space: TenantSpace, owners: Owners) {
    this.#space = space;
    this.#owners = owners;
  }

  status: Answerer = ({ path }) => ({ FileStatus: this.#statusOf(path) });

  list: Answerer = ({ path }) => {
    const entries = isReal(path) ? this.#entries(path) : this.#virtual(path.kind);
    return { FileStatuses: { FileStatus: entries } };
  };

  /** Names in order, so that a client goes on behind the last that it has seen. */
  listBatch: Answerer = ({ path, given }) => {
    const after = given.text('startafter') ?? '';
    if (!isReal(path))
      return listing(
        this.#virtual(path.kind).filter(({ pathSuffix }) => `${pathSuffix}` > after),
        0,
      );
    using held = this.#space.hold(path);
    if (!held.stats.isDirectory()) return listing([fileStatus(this.#owners, held.stats, '')], 0);
    const { names, from } = this.#names.after(held, after, () => this.#namesIn(path, held.path));
    const page = names.slice(from, from + batchEntries);
    return listing(this.#statuses(path, held.path, page), names.length - from - page.length);
  };

  access: Answerer = ({ path, given }) => {
    const asked = given.text('fsaction') ?? '';
    if (!/^[r-][w-][x-]$/.test(asked))
      throw invalid(
        'fsaction',
        asked,
        `Invalid value: "${asked.slice(0, 40)}" does not belong to the domain [r-][w-][x-]`,
      );
    if (!isReal(path)) {
      if (asked.includes('w')) throw deniedAccess(path.full, asked);
      return undefined;
    }
    using held = this.#space.hold(path);
    const mode =
      (asked.includes('r') ? constants.R_OK : 0) |
      (asked.includes('w') ? constants.W_OK : 0) |
      (asked.includes('x') ? constants.X_OK : 0);
    try {
      accessSync(held.path, mode);
    } catch {
      throw deniedAccess(path.full, asked);
    }
    return undefined;
  };

  home: Answerer = () => ({ Path: `/user/${this.#space.env.account}` });

  /** In the place itself, so that what is thrown away is only renamed. */
  trashRoot: Answerer = ({ path }) => {
    const { account } = this.#space.env;
    return { Path: path.kind === 'group' ? `/groups/${path.owner}/.Trash/${account}` : `/user/${account}/.Trash` };
  };

  serverDefaults: Answerer = () => ({
    FsServerDefaults: {
      replication: 1,
      encryptDataTransfer: false,
      defaultStoragePolicyId: 7,
      writePacketSize: 65_536,
      fileBufferSize: 4096,
      checksumType: 2,
      trashInterval: 0,
      keyProviderUri: '',
      blockSize: blockBytes,
      bytesPerChecksum: 512,
    },
  });

  /** Of the storage that the path is on; of the home's, above all places. */
  storageStatus: Answerer = ({ path }) => {
    const root = isReal(path) ? this.#space.placeOf(path).root : this.#space.env.home;
    const { totalBytes, usedBytes, freeBytes } = readSpace(root);
    return { FsStatus: { used: usedBytes, remaining: freeBytes, capacity: totalBytes } };
  };

  #statusOf(path: Asked['path']): FileStatus {
    if (!isReal(path)) return { ...virtualStatus(''), childrenNum: this.#virtual(path.kind).length };
    using held = this.#space.hold(path);
    const status = fileStatus(this.#owners, held.stats, '');
    return held.stats.isDirectory() ? { ...status, childrenNum: this.#count(path, held.path) } : status;
  }

  #count(path: RealPath, address: string): number {
    try {
      return this.#namesIn(path, address).length;
    } catch {
      return 0;
    }
  }

  #entries(path: RealPath): FileStatus[] {
    using held = this.#space.hold(path);
    if (!held.stats.isDirectory()) return [fileStatus(this.#owners, held.stats, '')];
    return this.#statuses(path, held.path, this.#namesIn(path, held.path));
  }

  /** In the order of their bytes, as HDFS has them; without what the platform keeps in the place. */
  #namesIn({ names }: RealPath, address: string): string[] {
    const found = readdirSync(address, 'buffer').sort(Buffer.compare).map(String);
    return names.length === 0 ? found.filter((name) => name !== '.stoa') : found;
  }

  #statuses(path: RealPath, address: string, names: readonly string[]): FileStatus[] {
    return names.flatMap((name) => {
      const stats = this.#entryStats(path, address, name);
      return stats === undefined ? [] : [fileStatus(this.#owners, stats, name)];
    });
  }

  /** A link shows what it leads to; one that leads nowhere, or out of the place, is an empty file that cannot be read. */
  #entryStats(path: RealPath, address: string, name: string): Stats | undefined {
    const own = lstatSync(`${address}/${name}`, { throwIfNoEntry: false });
    if (!own?.isSymbolicLink()) return own;
    try {
      using held = this.#space.hold(childOf(path, name));
      return held.stats;
    } catch {
      return own;
    }
  }

  #virtual(kind: 'root' | 'users' | 'groups'): FileStatus[] {
    if (kind === 'root') return [virtualStatus('groups'), virtualStatus('user')];
    return knownPlaces(this.#space.env)
      .filter((place) => (kind === 'users') === (place.kind === 'home'))
      .map(({ root, name }) => fileStatus(this.#owners, lstatSync(root), name));
  }
}

function listing(entries: readonly FileStatus[], remainingEntries: number): unknown {
  return { DirectoryListing: { partialListing: { FileStatuses: { FileStatus: entries } }, remainingEntries } };
}

function deniedAccess(path: string, asked: string): HadoopException {
  return new HadoopException('AccessControlException', `Permission denied: access=${asked}, inode="${path}"`);
}
