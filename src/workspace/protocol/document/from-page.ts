/** What the page asks. */
import type { CellId, KernelName } from './names.ts';

export type ClientMessage =
  | Run
  | RunAll
  | Cancel
  | Interrupt
  | Restart
  | Shutdown
  | Input
  | Complete
  | Inspect
  | Save
  | Rejoin
  | TakeOver;

/** Queues cells in the order given. A cell that is queued or running already is left as it is. */
export interface Run {
  type: 'run';
  requestId?: string;
  cells: CellId[];
  /** Default true: when one fails, those queued after it by the same request are taken out. */
  stopOnError?: boolean;
}

/** Queues every code cell in the document's order; cells of different kernels run in that order too. */
export interface RunAll {
  type: 'run-all';
  requestId?: string;
  /** Only the cells from here on (that one included). */
  from?: CellId;
  /** Only the cells before this one. */
  before?: CellId;
  stopOnError?: boolean;
  /** True: queues nothing when one of the cells waits or runs already; with a `requestId`, answered by `queued`. */
  unlessBusy?: boolean;
}

/** Takes cells out of the queue; absent: all that wait. Running ones go on, unless `running` says to interrupt them. */
export interface Cancel {
  type: 'cancel';
  cells?: CellId[];
  /** True: those of `cells` that run are interrupted; what others have queued behind them stays. */
  running?: boolean;
}

/** Interrupts what runs and empties the queue. `kernel` absent: every kernel of the notebook. */
export interface Interrupt {
  type: 'interrupt';
  kernel?: KernelName;
}

export interface Restart {
  type: 'restart';
  requestId?: string;
  kernel?: KernelName;
  runAll?: boolean;
  clearOutputs?: boolean;
}

/** Ends the kernel; the next run starts a new one. */
export interface Shutdown {
  type: 'shutdown';
  kernel?: KernelName;
}

export interface Input {
  type: 'input';
  inputId: string;
  value: string;
}

/** Answered by `complete-reply`, also while a cell runs when the kernel can; else after it, or an `error`. */
export interface Complete {
  type: 'complete';
  requestId: string;
  kernel: KernelName;
  code: string;
  /** In UTF-16 units. */
  cursor: number;
}

export interface Inspect {
  type: 'inspect';
  requestId: string;
  kernel: KernelName;
  code: string;
  cursor: number;
  detail: 0 | 1;
}

/** Writes the `.ipynb` now, answered by `written`; otherwise it is written a moment after the last change. */
export interface Save {
  type: 'save';
  requestId: string;
}

/** Edits held from another history. Both are whole notebooks in nbformat 4.5, outputs left out. */
export interface Rejoin {
  type: 'rejoin';
  /** As last known to be saved. */
  base: unknown;
  mine: unknown;
}

/** Asks the lease of a notebook in a group's folder from the workspace that holds it. */
export interface TakeOver {
  type: 'take-over';
}
