import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FolderHandle } from '../../../../storage/inside/index.ts';
import { isObject } from '../../kernels/wire.ts';
import { limits } from '../../limits.ts';
import { createFile, replaceFileSoon } from '../file/durable-file.ts';
import type { KeptFolder } from '../file/kept-folder.ts';
import { readRegular, readWhole } from '../file/open-regular.ts';

const leaseName = 'lease.json';
const requestName = 'lease.request';

/** Who writes a notebook of a group's folder. */
export interface Holder {
  account: string;
  server: string;
}

/**
 * The right to write one notebook that several workspaces can reach: a file in its journal's folder, made by `link`,
 * which the system lets only one do, and kept fresh by its time. The host's file system is what they all share, so its
 * clock is the only one that counts.
 */
export class Lease {
  readonly #folder: KeptFolder;
  readonly #me: Holder;

  /** @param me  the same for every server of one workspace, so that one that comes back has what it had */
  constructor(folder: KeptFolder, me: Holder) {
    this.#folder = folder;
    this.#me = me;
  }

  /** Null when it is ours now; else who has it. */
  async acquire(): Promise<Holder | null> {
    using folder = this.#folder.make();
    const name = `.lease.${randomUUID()}`;
    const mine = folder.at(name);
    await this.#write(folder, name);
    try {
      for (let tries = 0; tries < 3; tries++) {
        if (await this.#take(mine, folder)) return null;
        const holder = await this.#holderNow();
        if (holder?.server === this.#me.server) return null;
        if (holder !== null) return holder;
        await removeStale(folder);
      }
      return (await this.holder()) ?? { account: '', server: '' };
    } finally {
      await rm(mine, { force: true });
    }
  }

  /** Who has it; null when nobody, or one who has not been heard of for too long. */
  async holder(): Promise<Holder | null> {
    return await this.#read(leaseName, limits.leaseSeconds);
  }

  /** Keeps it; false when somebody else has it. */
  async renew(): Promise<boolean> {
    const handle = await this.#folder.openFile(leaseName, constants.O_RDONLY).catch(() => null);
    if (handle === null) return false;
    try {
      if (parseHolder(await readWhole(handle, limits.leaseBytes))?.server !== this.#me.server) return false;
      const now = new Date();
      await handle.utimes(now, now);
      return true;
    } finally {
      await handle.close();
    }
  }

  async release(): Promise<void> {
    const found = await this.#folder.read(leaseName, limits.leaseBytes).catch(() => null);
    if (found === null || parseHolder(found)?.server !== this.#me.server) return;
    using folder = this.#folder.open();
    await rm(folder.at(leaseName), { force: true });
  }

  /** Asks whoever has it to give it up; to be repeated for as long as that is wanted. */
  async ask(): Promise<void> {
    using folder = this.#folder.make();
    await replaceFileSoon(folder, requestName, JSON.stringify(this.#me), this.#folder.modes.file);
  }

  /** Another who asks for it, not long ago; null when nobody does. */
  async asked(): Promise<Holder | null> {
    const asking = await this.#read(requestName, limits.leaseRequestSeconds);
    return asking?.server === this.#me.server ? null : asking;
  }

  async withdraw(): Promise<void> {
    using folder = this.#folder.make();
    await rm(folder.at(requestName), { force: true });
  }

  /** Null too for what is no lease: larger, a link, a pipe, or from the future, which would count for ever. */
  async #read(name: string, seconds: number): Promise<Holder | null> {
    const handle = await this.#folder.openFile(name, constants.O_RDONLY).catch(() => null);
    if (handle === null) return null;
    try {
      const fresh = isFresh((await handle.stat()).mtimeMs, seconds);
      return fresh ? parseHolder(await readWhole(handle, limits.leaseBytes)) : null;
    } catch {
      return null;
    } finally {
      await handle.close();
    }
  }

  /** A file system without links, such as HDFS: a new file of that name is one's alone there too. */
  async #take(mine: string, folder: FolderHandle): Promise<boolean> {
    try {
      await link(mine, folder.at(leaseName));
      return true;
    } catch (error) {
      if (!hasNoLinks(error)) return false;
      return this.#write(folder, leaseName).then(yes, no);
    }
  }

  /** What was made a moment ago may be without words still. */
  async #holderNow(): Promise<Holder | null> {
    const holder = await this.holder();
    if (holder !== null) return holder;
    await sleep(limits.leaseWordsMs);
    return this.holder();
  }

  async #write(folder: FolderHandle, name: string): Promise<void> {
    const handle = await createFile(folder, name, this.#folder.modes.file);
    try {
      await handle.writeFile(JSON.stringify(this.#me));
    } finally {
      await handle.close();
    }
  }
}

/** Of two who find it stale at once, one's rename fails, or finds in its hands what the other has just made. */
async function removeStale(folder: FolderHandle): Promise<void> {
  const aside = folder.at(`.lease.stale.${randomUUID()}`);
  if (!(await rename(folder.at(leaseName), aside).then(yes, no))) return;
  const fresh = await readFresh(aside);
  if (fresh) await giveBack(aside, folder.at(leaseName));
  await rm(aside, { force: true, recursive: true });
}

async function giveBack(aside: string, path: string): Promise<void> {
  await link(aside, path).catch((error) =>
    hasNoLinks(error) ? rename(aside, path).catch(() => undefined) : undefined,
  );
}

const hasNoLinks = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPERM';

/** Whether it is a lease that counts. */
async function readFresh(path: string): Promise<boolean> {
  const seen = await lstat(path);
  if (!seen.isFile() || !isFresh(seen.mtimeMs, limits.leaseSeconds)) return false;
  const text = await readRegular(path, limits.leaseBytes).catch(() => null);
  return text !== null && parseHolder(text) !== null;
}

function isFresh(atMs: number, seconds: number): boolean {
  return Math.abs(Date.now() - atMs) <= seconds * 1000;
}

const yes = (): boolean => true;
const no = (): boolean => false;

function parseHolder(text: Buffer): Holder | null {
  try {
    const value: unknown = JSON.parse(text.toString());
    if (!isObject(value) || typeof value.server !== 'string') return null;
    return { account: String(value.account), server: value.server };
  } catch {
    return null;
  }
}
