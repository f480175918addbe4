import type { KernelName, Timestamp } from './names.ts';

/**
 * queued → running → done | failed | stopped | lost
 *   stopped: interrupted, or taken out of the queue (by a person, by an error before it, or by the kernel's end)
 *   lost:    the kernel ran it while the workspace server was away; the output may be missing
 * A cell without a state has not run since its notebook was opened.
 */
export type CellPhase = 'queued' | 'running' | 'done' | 'failed' | 'stopped' | 'lost';

export interface CellState {
  phase: CellPhase;
  kernel: KernelName;
  /** Place in that kernel's queue, 1 is next; only when queued. */
  position?: number;
  queuedAt: Timestamp;
  startedAt?: Timestamp;
  finishedAt?: Timestamp;
  /** How much of the time from start to finish it waited for answers to `input()`, those that are over; absent: none. */
  waitedMs?: number;
  /** Why it was stopped, lost or could not start, for a person. */
  reason?: string;
  /** Bytes of output so far while it runs; grows also when the output is being cut. */
  outputBytes?: number;
}
