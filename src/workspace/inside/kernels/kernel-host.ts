import type { KernelStep } from '../../protocol/document.ts';
import type { End } from './memory-kills.ts';
import type { ProcessIdentity } from './process-table.ts';

/** What stands between a kernel and whatever runs it: a process of its own, or the SQL engine. */
export interface KernelHost {
  /**
   * Starts it on the sockets of its connection file; or again, after it ended. `onEnd` is called once for each start.
   * `step` says what takes time.
   */
  start(onEnd: (end: End) => void, step: (what: KernelStep) => void): Promise<ProcessIdentity | null>;
  /** Takes charge of one that a former server started; false when it is gone. */
  adopt(process: ProcessIdentity | null, onEnd: (end: End) => void): Promise<boolean>;
  /** True when it was told by other means than Jupyter's `interrupt_request`. */
  interrupt(): Promise<boolean>;
  /** Ends it for certain. */
  kill(): Promise<void>;
  /** Looks now whether it still lives, because its sockets closed. */
  check(): void;
}
