import { lstatSync } from 'node:fs';
import type { FolderHandle } from '../folder-handle.ts';
import { enterIfAllowed, namesIfAllowed, stepper } from '../tree.ts';
import { type Answerer, type Asked, isReal } from './asked.ts';
import type { TenantSpace } from './tenant-space.ts';

interface Counted {
  folders: number;
  files: number;
  bytes: number;
}

const noQuota = { quota: -1, spaceQuota: -1, typeQuota: {} };
const noSnapshots = {
  snapshotDirectoryCount: 0,
  snapshotFileCount: 0,
  snapshotLength: 0,
  snapshotSpaceConsumed: 0,
};

/** What counts a whole tree, following no link. Folders that may not be read count as empty. */
export class Summary {
  readonly #space: TenantSpace;

  constructor(space: TenantSpace) {
    this.#space = space;
  }

  content: Answerer = async (asked) => {
    const { folders, files, bytes } = await this.#count(asked);
    return {
      ContentSummary: {
        directoryCount: folders,
        ecPolicy: folders > 0 ? '' : 'Replicated',
        fileCount: files,
        length: bytes,
        spaceConsumed: bytes,
        ...noQuota,
        ...noSnapshots,
      },
    };
  };

  quota: Answerer = async (asked) => {
    const { folders, files, bytes } = await this.#count(asked);
    return { QuotaUsage: { fileAndDirectoryCount: folders + files, spaceConsumed: bytes, ...noQuota } };
  };

  async #count({ path, signal }: Asked): Promise<Counted> {
    const counted = { folders: 0, files: 0, bytes: 0 };
    const step = stepper(signal);
    if (!isReal(path)) return { ...counted, folders: 1 };
    using held = this.#space.hold(path);
    if (!held.stats.isDirectory()) return { folders: 0, files: 1, bytes: held.stats.size };
    using folder = this.#space.folder(path);
    await countFolder(folder, counted, step);
    return counted;
  }
}

async function countFolder(folder: FolderHandle, counted: Counted, step: () => Promise<void>): Promise<void> {
  counted.folders++;
  for (const name of namesIfAllowed(folder)) {
    await step();
    const stats = lstatSync(folder.at(name), { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (stats.isDirectory()) {
      using inner = enterIfAllowed(folder, name);
      if (inner) await countFolder(inner, counted, step);
    } else {
      counted.files++;
      if (stats.isFile()) counted.bytes += stats.size;
    }
  }
}
