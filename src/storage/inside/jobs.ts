import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { common, type Problem } from '../../platform/problem.ts';
import type { Job } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import type { HomePath } from '../rules/home-path.ts';
import { newId } from './new-id.ts';
import { systemProblem } from './system-problem.ts';
import { type Progress, stepper } from './tree.ts';

/** What a job's work can tell and be told. */
export interface JobProgress extends Progress {
  total(bytes: number, items: number): void;
  result(path: HomePath): void;
}

const keepEnded = 100;
/** Most work is done before anybody would look for its progress. */
const quickMilliseconds = 200;
const tellMilliseconds = 400;

/** Long work on files: it goes on when the page is closed, and is found again. */
export class Jobs {
  readonly #jobs = new Map<string, { job: Job; cancel: AbortController }>();
  /** `job` with each Job whose state changed. */
  readonly events = new EventEmitter<{ job: [Job] }>();

  constructor() {
    this.events.setMaxListeners(0);
  }

  get busy(): boolean {
    return [...this.#jobs.values()].some(({ job }) => job.state === 'running');
  }

  /** Starts the work; where it fails at once and nothing was done, its problem is thrown instead. */
  async start(kind: Job['kind'], work: (progress: JobProgress) => Promise<void>): Promise<Job> {
    const job: Job = {
      id: newId(),
      kind,
      state: 'running',
      doneBytes: 0,
      totalBytes: null,
      doneItems: 0,
      totalItems: null,
      current: '',
      startedAt: Date.now(),
      endedAt: null,
      results: [],
    };
    const cancel = new AbortController();
    this.#jobs.set(job.id, { job, cancel });
    this.#forgetOld();
    let failure: Problem | undefined;
    const done = work(this.#progress(job, cancel.signal)).then(
      () => this.#end(job, 'done'),
      (error: unknown) => {
        if (!cancel.signal.aborted) failure = toProblem(error);
        this.#end(job, cancel.signal.aborted ? 'cancelled' : 'failed', failure);
      },
    );
    await Promise.race([done, delay(quickMilliseconds, undefined, { ref: false })]);
    if (failure !== undefined && job.results.length === 0) {
      this.#jobs.delete(job.id);
      throw failure;
    }
    return job;
  }

  list(): Job[] {
    return [...this.#jobs.values()].map(({ job }) => job).reverse();
  }

  get(id: string): Job {
    return this.#find(id).job;
  }

  cancel(id: string): Job {
    const { job, cancel } = this.#find(id);
    cancel.abort();
    return job;
  }

  #find(id: string) {
    const found = this.#jobs.get(id);
    if (found === undefined)
      throw fileProblems['job-not-found']('It ended a while ago, or the files server was started again.');
    return found;
  }

  #progress(job: Job, signal: AbortSignal): JobProgress {
    const breathe = stepper(signal);
    let toldAt = Date.now();
    return {
      total: (bytes, items) => {
        job.totalBytes = bytes;
        job.totalItems = items;
      },
      item: (name) => {
        job.doneItems++;
        job.current = name;
      },
      bytes: (count) => {
        job.doneBytes += count;
      },
      result: (path) => {
        job.results.push(path);
      },
      step: async () => {
        await breathe();
        if (Date.now() - toldAt < tellMilliseconds) return;
        toldAt = Date.now();
        this.events.emit('job', job);
      },
    };
  }

  #end(job: Job, state: Job['state'], problem?: Problem): void {
    job.state = state;
    job.endedAt = Date.now();
    if (problem !== undefined) {
      const { code, status, title, detail } = problem;
      job.problem = { type: `urn:stoa:problem:${code}`, title, status, code, detail };
    }
    this.events.emit('job', job);
  }

  #forgetOld(): void {
    for (const [id, { job }] of this.#jobs) {
      if (this.#jobs.size <= keepEnded) return;
      if (job.state !== 'running') this.#jobs.delete(id);
    }
  }
}

function toProblem(error: unknown): Problem {
  return systemProblem(error) ?? common['internal-error']({ detail: String(error), cause: error });
}
