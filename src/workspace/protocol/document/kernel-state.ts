import type { CellId, KernelName, Timestamp } from './names.ts';

/**
 * absent → starting → idle ⇄ busy → dead; restarting → idle. `dead` stays until it is started again, which running a
 * cell does by itself.
 */
export type KernelPhase = 'absent' | 'starting' | 'idle' | 'busy' | 'restarting' | 'dead';

/**
 * installing: the platform prepares Python for everybody, once; environment: the tenant's own is made; starting: the
 * kernel's process is there.
 */
export type KernelStep = 'installing' | 'environment' | 'starting';

export interface KernelState {
  name: KernelName;
  displayName: string;
  /** Jupyter's id of the kernel, for `/api/kernels/<id>`; null when absent or dead. */
  id: string | null;
  phase: KernelPhase;
  /** Why it died or did not start, in words: "The kernel was killed because the workspace ran out of memory." */
  reason?: string;
  /** What takes the time while it is starting. */
  step?: KernelStep;
  startedAt?: Timestamp;
  /** Resident memory, refreshed about every five seconds while somebody looks. */
  memoryBytes?: number;
  /** Waiting cells of this notebook, in order; the running one is not among them. */
  queue: CellId[];
  running: CellId | null;
}

export interface KernelSpec {
  name: KernelName;
  displayName: string;
  language: string;
}
