import type { ServerResponse } from 'node:http';
import type { Identity } from '../../../platform/index.ts';

/** One request to the Mesos API. */
export interface Asking {
  readonly method: string;
  /** Below the master's root, such as `/api/v1/scheduler`. */
  readonly path: string;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  readonly body: Buffer;
  /** For an answer that goes on. */
  takeOver(): ServerResponse;
}

/** By somebody who has proved who it is. */
export interface Asked extends Asking {
  readonly who: Identity;
  /** Who that is now, for an answer that goes on. @throws Refusal where the credential is good no more */
  again(): Promise<Identity>;
}

/** An answer that is over at once. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
