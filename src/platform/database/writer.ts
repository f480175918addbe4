import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Command, ConstraintBroken, StaleBatch } from './command.ts';
import { NewerDatabase } from './migrate.ts';
import type { Migration } from './migration.ts';

export interface WriterStart {
  readonly file: string;
  readonly migrations: readonly Migration[];
}

export interface Request {
  readonly id: number;
  readonly commands: readonly Command[];
}

export interface Outcome {
  readonly id: number;
  readonly result: 'done' | 'stale' | 'constraint' | 'failed';
  readonly reason?: string;
}

type Started = { ready: true; steps: number } | { ready: false; newer: boolean; reason: string };

/** The database could not take a batch (a full disk, say); nothing of it was written. */
export class WriteFailed extends Error {
  override readonly name = 'WriteFailed';

  get diskFull(): boolean {
    return /disk is full|No space left/i.test(this.message);
  }
}

/** The one writer of the database: a thread that applies closed batches, several to a commit. */
export interface Writer {
  commit(commands: readonly Command[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens or makes the database file, brings its schema up to date, and starts the writer thread. */
export async function startWriter(start: WriterStart): Promise<Writer> {
  const worker = new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: start,
  });
  const started = await new Promise<Started>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  if (!started.ready) throw started.newer ? new NewerDatabase(started.reason) : new WriteFailed(started.reason);

  const pending = new Map<number, { resolve(): void; reject(error: Error): void }>();
  let next = 1;
  let asked: Request[] = [];
  worker.on('message', (outcomes: readonly Outcome[]) => {
    for (const outcome of outcomes) {
      const waiter = pending.get(outcome.id);
      pending.delete(outcome.id);
      if (outcome.result === 'done') waiter?.resolve();
      else waiter?.reject(asError(outcome));
    }
  });
  const end = (error: Error) => {
    for (const waiter of pending.values()) waiter.reject(error);
    pending.clear();
  };
  worker.on('error', end);
  worker.on('exit', () => end(new WriteFailed('the writer has ended')));

  const hand = () => {
    const together = asked;
    asked = [];
    try {
      worker.postMessage(together);
    } catch (error) {
      for (const { id } of together) {
        pending.get(id)?.reject(new WriteFailed(`the writer cannot be told: ${error}`));
        pending.delete(id);
      }
    }
  };

  return {
    commit(commands) {
      if (commands.length === 0) return Promise.resolve();
      const id = next++;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        asked.push({ id, commands });
        // After all that goes on at this moment: what is asked for together is handed over together.
        if (asked.length === 1) process.nextTick(hand);
      });
    },
    async close() {
      while (pending.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await worker.terminate();
    },
  };
}

function asError({ result, reason = '' }: Outcome): Error {
  if (result === 'stale') return new StaleBatch(`what the batch relied on has changed: ${reason}`);
  if (result === 'constraint') return new ConstraintBroken(reason);
  return new WriteFailed(reason);
}
