import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Access } from '../../../protocol/document.ts';
import { limits } from '../../limits.ts';
import { Journal } from '../journal/journal.ts';
import { JournalFollower } from '../journal/journal-follower.ts';
import type { JournalContent } from '../journal/journal-format.ts';
import type { Lease } from '../journal/lease.ts';
import type { Place } from '../places.ts';

/** What the document does when it begins or ends to be written here. */
export interface WriterHost {
  readonly doc: Y.Doc;
  readonly place: Place;
  readonly isClosed: boolean;
  /** Cells run: it is not given up meanwhile. */
  readonly isBusy: boolean;
  inTurn(work: () => Promise<void>): Promise<void>;
  /** Writes what is not in the `.ipynb` yet. */
  writeRest(): Promise<void>;
  began(journal: Journal, files: JournalContent['files']): Promise<void>;
  ended(): void;
  told(access: Access): void;
}

/**
 * Who writes the notebook: this workspace (`journal` is there), or another one that holds the lease (`holder` is).
 * writing → following when another takes over, following → writing when we do, or when the other has gone.
 */
export class Writer {
  journal: Journal | null;
  /** Account whose workspace writes it; null when it is this one. */
  holder: string | null = null;
  /** May not write though nobody else does: the file is not ours to write. */
  forbidden = false;
  readonly #host: WriterHost;
  readonly #lease: Lease | null;
  #follower: JournalFollower | null = null;
  /** Account that waits for the end of what runs here. */
  #askedBy: string | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @param lease  null outside of groups' folders: nobody else could write it */
  constructor(host: WriterHost, journal: Journal | null, lease: Lease | null) {
    this.#host = host;
    this.journal = journal;
    this.#lease = lease;
  }

  get readOnlyReason(): 'held-elsewhere' | 'no-write-permission' | null {
    if (this.holder !== null) return 'held-elsewhere';
    return this.forbidden ? 'no-write-permission' : null;
  }

  /** While we write: the lease is kept fresh, and given up when another asks and nothing runs. */
  keepLease(): void {
    const lease = this.#lease;
    if (lease === null || this.journal === null) return;
    this.#every(limits.leaseRenewSeconds * 1000, async () => {
      if (this.journal === null) return;
      const asking = await lease.asked();
      if (asking !== null && !this.#host.isBusy) {
        this.#askedBy = null;
        await this.#giveUp(lease, asking.account);
        return;
      }
      const askedBy = asking?.account ?? null;
      if (askedBy !== this.#askedBy) {
        this.#askedBy = askedBy;
        this.#tell();
      }
      if (!(await lease.renew())) await this.#becomeReader((await lease.holder())?.account ?? '');
    });
  }

  /** While another writes: what it writes is shown, and its place taken when it has gone. */
  follow(holder: string): void {
    this.holder = holder;
    const follower = new JournalFollower(this.#host.place.folder);
    this.#follower = follower;
    this.#every(limits.followEveryMs, async () => {
      if (this.#follower !== follower) return;
      for (const update of await follower.news()) Y.applyUpdate(this.#host.doc, update, 'journal');
      const lease = this.#lease;
      if (lease === null || (await lease.holder()) !== null || (await lease.asked()) !== null) return;
      if ((await lease.acquire()) === null) await this.#becomeWriter();
    });
  }

  /** Asks the lease from the workspace that holds it, and takes it when it is given up: when no cell runs there. */
  async takeOver(): Promise<void> {
    const lease = this.#lease;
    if (lease === null || this.holder === null) return;
    await lease.ask();
    try {
      const until = performance.now() + limits.takeOverSeconds * 1000;
      while (this.holder !== null && !this.#host.isClosed) {
        if ((await lease.acquire()) === null) await this.#host.inTurn(() => this.#becomeWriter());
        else if (performance.now() > until) {
          throw new Error(`The workspace of ${this.holder} has not given it up: a cell may be running there.`);
        } else {
          // A request is forgotten when it is not repeated.
          await lease.ask();
          await sleep(limits.followEveryMs);
        }
      }
    } finally {
      await lease.withdraw();
    }
  }

  async close(): Promise<void> {
    this.stop();
    try {
      await this.journal?.close();
    } finally {
      if (this.holder === null) await this.#lease?.release();
    }
  }

  /** Neither renews nor follows any more. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async #giveUp(lease: Lease, to: string): Promise<void> {
    await this.#host.writeRest();
    await this.#becomeReader(to);
    await lease.release();
  }

  async #becomeReader(holder: string): Promise<void> {
    const { journal } = this;
    this.journal = null;
    this.#host.ended();
    await journal?.close();
    this.follow(holder);
    this.#tell();
  }

  async #becomeWriter(): Promise<void> {
    const { doc, place, isClosed } = this.#host;
    if (this.holder === null || isClosed) return;
    const stored = await Journal.read(place.folder);
    if (stored === null) throw new Error('The journal of this notebook cannot be read.');
    for (const update of stored.updates) Y.applyUpdate(doc, update, 'journal');
    const journal = await Journal.reopen(place.folder, stored);
    this.journal = journal;
    this.holder = null;
    this.#follower = null;
    await this.#host.began(journal, stored.files);
    this.keepLease();
    this.#tell();
  }

  #every(milliseconds: number, work: () => Promise<void>): void {
    this.stop();
    this.#timer = setInterval(() => {
      this.#host
        .inTurn(async () => {
          if (!this.#host.isClosed) await work();
        })
        .catch((error: unknown) => console.error(error));
    }, milliseconds);
  }

  #tell(): void {
    const reason = this.readOnlyReason;
    this.#host.told({
      type: 'access',
      readOnly: reason !== null,
      ...(reason === null ? {} : { readOnlyReason: reason }),
      holder: this.holder,
      mayTakeOver: this.holder !== null,
      ...(this.#askedBy === null ? {} : { askedBy: this.#askedBy }),
    });
  }
}
