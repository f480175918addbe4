import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from './journal.ts';
import { type JournalContent, readJournal } from './journal-format.ts';

const waitForJournalMs = 3_000;

/** Reads a journal that another workspace writes, as it grows. */
export class JournalFollower {
  readonly #path: string;
  #inode = -1;
  #size = -1;
  #updates = 0;

  constructor(folder: string) {
    this.#path = join(folder, 'journal');
  }

  /** The journal as it is; waits a moment for one that its writer is only beginning. */
  static async first(folder: string): Promise<JournalContent | null> {
    const until = performance.now() + waitForJournalMs;
    while (true) {
      const content = await Journal.read(folder);
      if (content !== null || performance.now() > until) return content;
      await sleep(50);
    }
  }

  /** Updates that came since; all of them when the journal was compacted. Applying one twice does no harm. */
  async news(): Promise<Uint8Array[]> {
    const seen = await stat(this.#path).catch(() => null);
    if (seen === null || (seen.ino === this.#inode && seen.size === this.#size)) return [];
    const handle = await open(this.#path, 'r');
    try {
      const { ino } = await handle.stat();
      const content = readJournal(await handle.readFile());
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
