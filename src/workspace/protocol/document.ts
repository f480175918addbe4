/**
 * What a notebook page and the workspace server say to each other, over one websocket for each open notebook:
 * `/user/<name>/stoa/document?path=<path in the home>&history=<history id held, or empty>`.
 *
 * Binary frames carry the shared document, a `YNotebook` of @jupyter/ydoc, in the framing of y-protocols:
 * a varuint kind (`frameKind`), then the message of y-protocols/sync or /awareness. Text frames are JSON, the types here.
 *
 * In order:
 * 1. The server sends `hello`. Only then the page sends its first binary frame (sync step 1).
 * 2. `hello.rejoin` is true when the page's document has another history: the page must not sync the old document.
 *    It makes a new one, syncs that, and if it held edits not yet saved, sends `rejoin` with what it last knew as saved
 *    and what it has now; the server merges the difference cell by cell.
 * 3. Each sync update of the page is counted from 1 on this connection. `saved.received` says how many of them are
 *    durable; a page shows "saved" when that equals the number it sent.
 * 4. Outputs, execution counts and times of cells are written by the server into the document. The page never writes
 *    them, except that it may delete outputs.
 *
 * The page's edits travel in the same websocket as `run`, so what runs is what was typed before.
 * Closing codes of the websocket: `closeCode`.
 */

/** First varuint of a binary frame. */
export const frameKind = { sync: 0, awareness: 1 } as const;

/** Why the server closed the websocket; with any other code the page connects again by itself. */
export const closeCode = {
  /** The reason is an error that connecting again does not mend; an `error` message came before. */
  refused: 4400,
  /** The notebook was deleted or moved; `moved` came before when it is known where to. */
  gone: 4410,
} as const;

export type CellId = string;
/** Name of a kernelspec: `sql`, `python3`, `ir`. */
export type KernelName = string;
/** ISO 8601 in UTC with milliseconds. */
export type Timestamp = string;

// ---------------------------------------------------------------- what cells carry

/**
 * `metadata.stoa` of a cell. `kernel` absent: the notebook's own kernelspec (`metadata.kernelspec.name`),
 * else `python3`.
 */
export interface CellMetadata {
  kernel?: KernelName;
  /** Name under which the result of a SQL cell is a data frame in Python. */
  name?: string;
}

/** `metadata.execution` of a code cell, the names that JupyterLab uses. */
export interface ExecutionTimes {
  'iopub.execute_input'?: Timestamp;
  'iopub.status.busy'?: Timestamp;
  'iopub.status.idle'?: Timestamp;
  'shell.execute_reply.started'?: Timestamp;
  'shell.execute_reply'?: Timestamp;
}

/**
 * MIME type of an output that stands for a large one kept in a file beside the notebook. It lies in the `data` of a
 * display_data or execute_result, next to a `text/plain` that says the same in words, in the place of the large type.
 */
export const outputReferenceType = 'application/vnd.stoa.output+json';
export interface OutputReference {
  version: 1;
  /** Name of the file; its bytes are at `/user/<name>/stoa/outputs/<file>?path=<notebook>`. */
  file: string;
  /** Type of the file's content; a binary type is stored as its bytes, not as base64. */
  mime: string;
  bytes: number;
}

/**
 * MIME type of the output that stands between the head and the tail of a stream that was cut. The outputs of such a
 * cell are: stream (head), display_data with this type and `text/plain`, stream (tail).
 */
export const streamCutType = 'application/vnd.stoa.cut+json';
export interface StreamCut {
  version: 1;
  name: 'stdout' | 'stderr';
  /** Bytes of UTF-8 left out between head and tail. */
  omittedBytes: number;
  omittedLines: number;
  /** File with what was left out, as far as it was kept (`keptBytes`); null when nothing was kept. */
  file: string | null;
  keptBytes: number;
}

// ---------------------------------------------------------------- states

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
  /** Why it was stopped, lost or could not start, for a person. */
  reason?: string;
  /** Bytes of output so far while it runs; grows also when the output is being cut. */
  outputBytes?: number;
}

/**
 * absent → starting → idle ⇄ busy → dead; restarting → idle. `dead` stays until it is started again, which running a
 * cell does by itself.
 */
export type KernelPhase = 'absent' | 'starting' | 'idle' | 'busy' | 'restarting' | 'dead';

export interface KernelState {
  name: KernelName;
  displayName: string;
  /** Jupyter's id of the kernel, for `/api/kernels/<id>`; null when absent or dead. */
  id: string | null;
  phase: KernelPhase;
  /** Why it died or did not start, in words: "The kernel was killed because the workspace ran out of memory." */
  reason?: string;
  /** What the workspace was doing when starting: "Making your Python environment". */
  step?: string;
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

/** Something went wrong that a person should see. */
export interface Problem {
  code: ProblemCode;
  /** What happened. */
  message: string;
  why?: string;
  /** What to do next. */
  action?: string;
}

export type ProblemCode =
  | 'not-found'
  | 'not-a-notebook'
  | 'broken-notebook'
  | 'newer-notebook'
  | 'no-access'
  | 'disk-full'
  | 'read-only'
  | 'held-elsewhere'
  | 'kernel-not-found'
  | 'kernel-not-started'
  | 'kernel-died'
  | 'cell-not-found'
  | 'bad-message'
  | 'too-large'
  | 'failed';

// ---------------------------------------------------------------- from the server

export type ServerMessage =
  | Hello
  | Saved
  | Written
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

// ---------------------------------------------------------------- from the page

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
}

/** Takes cells out of the queue; absent: all that wait. Running ones go on. */
export interface Cancel {
  type: 'cancel';
  cells?: CellId[];
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
