import { InvalidCredentialsError, ResultCodeError } from 'ldapts';
import type { DirectoryOptions } from '../options.ts';
import { wrong } from '../problems.ts';
import { type Connection, connected } from './connection.ts';

export interface ServerState {
  readonly url: string;
  readonly state: 'untried' | 'answers' | 'away';
  /** What it, or the system, said. */
  readonly detail: string;
  readonly at: number | null;
}

/** One that was away is asked last for so long. */
const avoidedMilliseconds = 30_000;

/** Several servers of one directory: whoever answers first is asked. */
export class Servers {
  readonly #options: DirectoryOptions;
  readonly #now: () => number;
  readonly #states: Map<string, ServerState>;

  constructor(options: DirectoryOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
    this.#states = new Map(options.urls.map((url) => [url, { url, state: 'untried', detail: '', at: null }]));
  }

  states(): ServerState[] {
    return [...this.#states.values()];
  }

  /**
   * Does the work with the first server that can be reached, one after the other until the signal aborts.
   *
   * @throws Problem directory-away; directory-refuses, which no other server is asked about
   */
  async ask<T>(signal: AbortSignal, work: (connection: Connection) => Promise<T>): Promise<T> {
    let last: unknown;
    for (const url of this.#inOrder()) {
      try {
        const answer = await connected(url, this.#options, signal, work);
        this.#note(url, 'answers', '');
        return answer;
      } catch (error) {
        if (isRefusal(error)) {
          this.#note(url, 'answers', sayError(error));
          throw wrong['directory-refuses']({ detail: `${url}: ${sayError(error)}.`, cause: error });
        }
        this.#note(url, 'away', sayError(error));
        last = error;
        if (signal.aborted) break;
      }
    }
    const said = this.states().map(({ url, detail }) => `${url}: ${detail || 'was not asked'}`);
    throw wrong['directory-away']({ detail: `${said.join('; ')}.`, cause: last });
  }

  #inOrder(): string[] {
    const now = this.#now();
    const avoided = ({ state, at }: ServerState) => state === 'away' && at !== null && now - at < avoidedMilliseconds;
    const states = this.states();
    return [...states.filter((one) => !avoided(one)), ...states.filter(avoided)].map(({ url }) => url);
  }

  #note(url: string, state: ServerState['state'], detail: string): void {
    this.#states.set(url, { url, state, detail, at: this.#now() });
  }
}

/** Another server of the same directory would say the same, so it is not asked. */
function isRefusal(error: unknown): boolean {
  const temporary = ['BusyError', 'UnavailableError', 'TimeLimitExceededError'];
  return error instanceof ResultCodeError && !temporary.includes(error.constructor.name);
}

/** One line, without what a server may have put around it. */
export function sayError(error: unknown): string {
  if (error instanceof InvalidCredentialsError) return 'directory.bind-dn and its password are refused';
  const text = error instanceof Error ? error.message || error.name : String(error);
  const lines = text.replace(/[^\x20-\x7e\u00a0-\u{10ffff}]+/gu, ' ').trim();
  return lines.replace(/\.$/, '').slice(0, 200);
}
