import type { Problem } from '../../platform/index.ts';
import type { Shown } from '../rules/tenant-answer.ts';
import type { ServerPools } from './pools.ts';

/** Where a request goes, and what of the answer comes back. */
export interface Destination {
  readonly path: string;
  /** Name, value, name, value. */
  readonly headers: string[];
  /** Most bytes of a body that it takes; undefined: it says so itself. */
  readonly bodyLimitBytes?: number;
  /** How long a page's question, which changes nothing, waits for the answer to begin; undefined: as long as any. */
  readonly questionMs?: number;
  /** How long it may be waited for while it starts again. */
  readonly waitMs: number;
  /** Where it is now; asked again for each try. Throws a Problem when that is known to be nowhere. */
  find(tries: number): ServerPools | Promise<ServerPools>;
  /** Undefined: the answer is not let through. */
  show(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): Shown | undefined;
  /** Said when it could not be reached in time. */
  absent(): Problem;
  /** Said when it ended after it had begun to work on the request. */
  interrupted(): Problem;
  /** Said when it answered with something that is not HTTP. */
  unfit(cause: Error): Problem;
}
