import { constants } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../../limits.ts';
import type { KeptFolder } from '../file/kept-folder.ts';
import { readWhole } from '../file/open-regular.ts';
import { Journal } from './journal.ts';
import { type JournalContent, readJournal } from './journal-format.ts';

const waitForJournalMs = 3_000;

/** Reads a journal that another workspace writes, as it grows. */
export class JournalFollower {
  readonly #folder: KeptFolder;
  #inode = -1;
  #size = -1;
  #updates = 0;

  constructor(folder: KeptFolder) {
    this.#folder = folder;
  }

  /** The journal as it is; waits a moment for one that its writer is only beginning. */
  static async first(folder: KeptFolder): Promise<JournalContent | null> {
    const until = performance.now() + waitForJournalMs;
    while (true) {
      const content = await Journal.read(folder);
      if (content !== null || performance.now() > until) return content;
      await sleep(50);
    }
  }

  /** Updates that came since; all of them when the journal was compacted. Applying one twice does no harm. */
  async news(): Promise<Uint8Array[]> {
    const handle = await this.#folder.openFile('journal', constants.O_RDONLY).catch(() => null);
    if (handle === null) return [];
    try {
      const { ino, size } = await handle.stat();
      if (ino === this.#inode && size === this.#size) return [];
      const content = readJournal(await readWhole(handle, limits.journalBytes));
      if (content === null) return [];
      const from = ino === this.#inode ? this.#updates : 0;
      this.#inode = ino;
      this.#size = content.validBytes;
      this.#updates = content.updates.length;
      return content.updates.slice(from);
    } finally {
      await handle.close();
    }
  }
}
