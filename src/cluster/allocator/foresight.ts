import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PlanSettings } from '../rules/plan/settings.ts';
import type { ClusterState } from '../rules/state/cluster-state.ts';
import type { Change, Foresee, Foreseen, Look, Outlook } from './messages.ts';
import { monotonic } from './monotonic.ts';
import { partsOf } from './state-copy.ts';

/** Questions that wait while one is looked at; the next is turned away. */
const mostWaiting = 4;
const longestMilliseconds = 60_000;
const memoryMegabytes = 1024;

/** Looks ahead in a thread that lives for one question. The state is copied there in parts, between which others go on. */
export class Foresight {
  readonly #state: ClusterState;
  readonly #settings: PlanSettings;
  readonly #tell: (answer: Foreseen) => void;
  readonly #waiting: Foresee[] = [];
  /** What has changed since the copy of the state began; null while none is made. */
  #meanwhile: Change[] | null = null;
  #busy = false;

  constructor(state: ClusterState, settings: PlanSettings, tell: (answer: Foreseen) => void) {
    this.#state = state;
    this.#settings = settings;
    this.#tell = tell;
  }

  ask(question: Foresee): void {
    if (this.#waiting.length >= mostWaiting) this.#answer(question, null);
    else this.#waiting.push(question);
    if (!this.#busy) this.#next();
  }

  /** Of each change of the state. */
  changed(changes: readonly Change[]): void {
    if (this.#meanwhile !== null) for (const change of changes) this.#meanwhile.push(change);
  }

  #next(): void {
    const question = this.#waiting.shift();
    this.#busy = question !== undefined;
    if (question === undefined) return;
    this.#look(question).then(
      (outlooks) => this.#answer(question, outlooks),
      () => this.#answer(question, null),
    );
  }

  #answer({ id }: Foresee, outlooks: readonly Outlook[] | null): void {
    this.#tell({ type: 'foreseen', id, outlooks });
  }

  async #look(asked: Foresee): Promise<readonly Outlook[]> {
    const worker = new Worker(new URL(`./foresight-thread${extname(import.meta.filename)}`, import.meta.url), {
      workerData: this.#settings,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    });
    const { promise, resolve, reject } = Promise.withResolvers<readonly Outlook[]>();
    const late = setTimeout(() => reject(new Error('It takes too long.')), longestMilliseconds);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread that looks ahead has ended.')));
    try {
      this.#meanwhile = [];
      for (const part of partsOf(this.#state)) {
        worker.postMessage(part);
        await new Promise(setImmediate);
      }
      worker.postMessage(this.#meanwhile);
      this.#meanwhile = null;
      const { holds, starvedSince } = this.#state;
      worker.postMessage({ type: 'look', asked, holds, starvedSince, now: monotonic() } satisfies Look);
      return await promise;
    } finally {
      clearTimeout(late);
      this.#meanwhile = null;
      await worker.terminate();
      this.#next();
    }
  }
}
