import { type FSWatcher, statSync, watch } from 'node:fs';
import type { Job, WatchEvent } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import type { HomePath } from '../rules/home-path.ts';
import type { Call } from './http/call.ts';
import type { Jobs } from './jobs.ts';

const mostWatched = 64;
/** Changes within this time are told as one. */
const gatherMilliseconds = 500;
const aliveMilliseconds = 20_000;

/** `GET /watch?path=`: server-sent events for as long as the client listens. */
export class Watches {
  readonly #jobs: Jobs;
  readonly #streams = new Set<(event: WatchEvent) => void>();

  constructor(jobs: Jobs) {
    this.#jobs = jobs;
  }

  get count(): number {
    return this.#streams.size;
  }

  tellAll(event: WatchEvent): void {
    for (const tell of this.#streams) tell(event);
  }

  open(call: Call, path: HomePath, absolute: string): void {
    if (this.#streams.size >= mostWatched) {
      throw fileProblems['busy-watching']('Close some of the pages that show your files.');
    }
    const { response } = call;
    const tell = (event: WatchEvent) => {
      // A client that does not read gets no more: it will list again when it is back.
      if (response.writableLength < 65_536) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    };
    const watcher = watchFolder(absolute, path, tell);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': listening\n\n');
    const tellJob = (job: Job) => tell({ type: 'job', job });
    const alive = setInterval(() => response.write(': alive\n\n'), aliveMilliseconds);
    this.#streams.add(tell);
    this.#jobs.events.on('job', tellJob);
    response.once('close', () => {
      clearInterval(alive);
      watcher.close();
      this.#streams.delete(tell);
      this.#jobs.events.off('job', tellJob);
    });
  }
}

function watchFolder(absolute: string, path: HomePath, tell: (event: WatchEvent) => void): FSWatcher {
  let waiting: NodeJS.Timeout | undefined;
  const changed = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      tell({ type: isThere(absolute) ? 'changed' : 'gone', path });
    }, gatherMilliseconds);
  };
  return watch(absolute, changed)
    .on('error', () => tell({ type: 'gone', path }))
    .on('close', () => clearTimeout(waiting));
}

function isThere(absolute: string): boolean {
  try {
    return statSync(absolute, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
