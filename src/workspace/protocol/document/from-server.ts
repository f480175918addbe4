/** What the server says. */
import type { CellState } from './cell-state.ts';
import type { KernelSpec, KernelState } from './kernel-state.ts';
import type { CellId, Timestamp } from './names.ts';
import type { Problem } from './problem.ts';

export type ServerMessage =
  | Hello
  | Saved
  | Written
  | Queued
  | Cells
  | Kernels
  | InputRequest
  | InputClosed
  | CompleteReply
  | InspectReply
  | Merged
  | Access
  | Moved
  | ErrorMessage;

export interface Hello {
  type: 'hello';
  historyId: string;
  /** True: the history given by the page is another one, see above. */
  rejoin: boolean;
  path: string;
  account: string;
  readOnly: boolean;
  /** Why it is read-only; absent when it is not. */
  readOnlyReason?: 'held-elsewhere' | 'no-write-permission' | 'disk-full';
  /** Account whose workspace holds the notebook's lease; null when it is this one. */
  holder: string | null;
  /** True when `take-over` would be obeyed. */
  mayTakeOver: boolean;
  /** States of all cells that have one. */
  cells: Record<CellId, CellState>;
  kernels: KernelState[];
  /** What can be named in `metadata.stoa.kernel`. */
  kernelspecs: KernelSpec[];
  inputs: InputRequest[];
  /** When the `.ipynb` was last written. */
  writtenAt: Timestamp | null;
}

/** `received` of this connection's updates are in the journal on disk. */
export interface Saved {
  type: 'saved';
  received: number;
  at: Timestamp;
}

/** The `.ipynb` on disk holds the document as of then. `requestId` answers a `save`. */
export interface Written {
  type: 'written';
  at: Timestamp;
  requestId?: string;
}

/** Answers `run-all` with `unlessBusy`. Of `cells` and `busy` one is empty; both are when there is nothing to run. */
export interface Queued {
  type: 'queued';
  requestId: string;
  /** What was queued: `queuedAt` of each, by which its states tell this run from any other. */
  cells: Record<CellId, Timestamp>;
  /** Cells that wait or run already. */
  busy: CellId[];
}

/** States that changed; null: the cell has none any more. */
export interface Cells {
  type: 'cells';
  cells: Record<CellId, CellState | null>;
}

/** All kernels of the notebook, whenever one changes. */
export interface Kernels {
  type: 'kernels';
  kernels: KernelState[];
}

/** A cell called `input()`. Any page may answer, the first answer counts. */
export interface InputRequest {
  type: 'input-request';
  inputId: string;
  cellId: CellId;
  prompt: string;
  password: boolean;
}

/** The request was answered (by anybody) or its cell ended. */
export interface InputClosed {
  type: 'input-closed';
  inputId: string;
}

export interface CompleteReply {
  type: 'complete-reply';
  requestId: string;
  matches: string[];
  /** Replace from here to `end`, in UTF-16 units of the given code. */
  start: number;
  end: number;
  /** One for each match where the kernel says so (`function`, `table`, …); else absent. */
  types?: string[];
}

export interface InspectReply {
  type: 'inspect-reply';
  requestId: string;
  found: boolean;
  /** MIME bundle, `text/plain` (may hold ANSI colours) at least when found. */
  data: Record<string, string>;
}

/** Something from outside was merged into the document. */
export interface Merged {
  type: 'merged';
  source: 'disk' | 'jupyter-client' | 'rejoin';
  /** Cells in which the live text won; empty when all fitted. */
  conflicts: CellId[];
  /** Path in the home of the file in which the other side is kept; null without a conflict. */
  version: string | null;
}

/** Who may write changed (a lease was taken over, given back or lost). */
export interface Access {
  type: 'access';
  readOnly: boolean;
  readOnlyReason?: Hello['readOnlyReason'];
  holder: string | null;
  mayTakeOver: boolean;
  /** Account that asks to write and waits for the cells that run here; absent when nobody does. */
  askedBy?: string;
}

export interface Moved {
  type: 'moved';
  /** New path, or null when the notebook was deleted. */
  path: string | null;
}

export interface ErrorMessage {
  type: 'error';
  /** The request that failed; absent when it was none of the page's. */
  requestId?: string;
  /** The cell that could not run. */
  cellId?: CellId;
  problem: Problem;
}
