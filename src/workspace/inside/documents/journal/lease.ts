import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../kernels/wire.ts';
import { limits } from '../../limits.ts';
import { ensureFolder } from '../file/shared-folder.ts';
import type { Modes } from './journal.ts';

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
  readonly #folder: string;
  readonly #modes: Modes;
  readonly #me: Holder;

  /** @param me  the same for every server of one workspace, so that one that comes back has what it had */
  constructor(folder: string, me: Holder, modes: Modes) {
    this.#folder = folder;
    this.#modes = modes;
    this.#me = me;
  }

  /** Null when it is ours now; else who has it. */
  async acquire(): Promise<Holder | null> {
    await ensureFolder(this.#folder, this.#modes.folder);
    const mine = join(this.#folder, `.lease.${randomUUID()}`);
    await writeFile(mine, JSON.stringify(this.#me), { mode: this.#modes.file });
    try {
      for (let tries = 0; tries < 3; tries++) {
        if (await link(mine, this.#file).then(yes, no)) return null;
        const holder = await this.holder();
        if (holder?.server === this.#me.server) return null;
        if (holder !== null) return holder;
        await this.#removeStale();
      }
      return (await this.holder()) ?? { account: '', server: '' };
    } finally {
      await rm(mine, { force: true });
    }
  }

  /** Who has it; null when nobody, or one who has not been heard of for too long. */
  async holder(): Promise<Holder | null> {
    const [text, seen] = await Promise.all([
      readFile(this.#file, 'utf8').catch(() => null),
      stat(this.#file).catch(() => null),
    ]);
    if (text === null || seen === null) return null;
    if (Date.now() - seen.mtimeMs > limits.leaseSeconds * 1000) return null;
    return parseHolder(text);
  }

  /** Keeps it; false when somebody else has it. */
  async renew(): Promise<boolean> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    if (text === null || parseHolder(text)?.server !== this.#me.server) return false;
    const now = new Date();
    await utimes(this.#file, now, now);
    return true;
  }

  async release(): Promise<void> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    if (text !== null && parseHolder(text)?.server === this.#me.server) await rm(this.#file, { force: true });
  }

  /** Asks whoever has it to give it up; to be repeated for as long as that is wanted. */
  async ask(): Promise<void> {
    await writeFile(this.#request, JSON.stringify(this.#me), { mode: this.#modes.file });
  }

  /** Another who asks for it, not long ago; null when nobody does. */
  async asked(): Promise<Holder | null> {
    const seen = await stat(this.#request).catch(() => null);
    if (seen === null || Date.now() - seen.mtimeMs > limits.leaseRequestSeconds * 1000) return null;
    const asking = parseHolder(await readFile(this.#request, 'utf8').catch(() => ''));
    return asking?.server === this.#me.server ? null : asking;
  }

  async withdraw(): Promise<void> {
    await rm(this.#request, { force: true });
  }

  /** Of two who find it stale at once, one's rename fails, or finds in its hands what the other has just made. */
  async #removeStale(): Promise<void> {
    const aside = join(this.#folder, `.lease.stale.${randomUUID()}`);
    if (!(await rename(this.#file, aside).then(yes, no))) return;
    const seen = await stat(aside);
    const fresh = Date.now() - seen.mtimeMs <= limits.leaseSeconds * 1000;
    if (fresh) await link(aside, this.#file).catch(() => undefined);
    await rm(aside, { force: true });
  }

  get #file(): string {
    return join(this.#folder, 'lease.json');
  }

  get #request(): string {
    return join(this.#folder, 'lease.request');
  }
}

const yes = (): boolean => true;
const no = (): boolean => false;

function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || typeof value.server !== 'string') return null;
    return { account: String(value.account), server: value.server };
  } catch {
    return null;
  }
}
