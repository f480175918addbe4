/** What the workspace server says of itself: `GET /user/<name>/stoa/status` and `/stoa/recent`. */
import type { KernelPhase, Timestamp } from './document.ts';

export interface WorkspaceStatus {
  version: 1;
  account: string;
  startedAt: Timestamp;
  /** A cell runs, a terminal runs something besides its shell, or somebody is at a page: not idle. */
  busy: boolean;
  /** Why it counts as busy, for a person; empty when idle. */
  busyReasons: BusyReason[];
  /** Latest of: a cell's end, a keystroke, an edit, a page's opening or closing, a request. */
  lastActivity: Timestamp;
  /** Websockets of pages open now (documents, terminals, kernels). */
  clients: number;
  kernels: KernelStatus[];
  documents: DocumentStatus[];
  terminals: TerminalStatus[];
  /** Memory of everything in the sandbox that the server can see, summed as PSS where readable, else RSS. */
  memoryBytes: number;
  serverMemoryBytes: number;
  limits: { memoryBytes: number | null };
}

export type BusyReason =
  | { kind: 'cell'; path: string; kernel: string; since: Timestamp | null }
  | { kind: 'kernel'; kernelId: string; since: Timestamp | null }
  | { kind: 'terminal'; terminal: string; command: string }
  | { kind: 'clients'; count: number };

export interface KernelStatus {
  id: string;
  name: string;
  displayName: string;
  phase: KernelPhase;
  reason: string | null;
  /** Notebook that uses it; null for one started without a session. */
  path: string | null;
  pid: number | null;
  startedAt: Timestamp;
  lastActivity: Timestamp;
  memoryBytes: number | null;
  clients: number;
}

export interface DocumentStatus {
  path: string;
  historyId: string;
  clients: number;
  readOnly: boolean;
  /** Edits that are in the journal but not yet in the `.ipynb`. */
  unwritten: boolean;
}

export interface TerminalStatus {
  name: string;
  pid: number;
  /** Name of the process in the foreground other than the shell; null when only the shell is there. */
  foreground: string | null;
  clients: number;
  startedAt: Timestamp;
  lastActivity: Timestamp;
  memoryBytes: number | null;
}

/** `GET /stoa/recent?limit=`: notebooks opened or changed lately, newest first. */
export interface RecentNotebooks {
  notebooks: RecentNotebook[];
}

export interface RecentNotebook {
  name: string;
  path: string;
  /** Kernel names of its code cells, most used first. */
  languages: string[];
  /** Result of the latest run of any of its cells. */
  lastRun: { state: 'running' | 'done' | 'failed' | 'stopped' | 'lost'; at: Timestamp } | null;
  editedAt: Timestamp;
  open: boolean;
}

/** `GET|POST /user/<name>/api/terminals`, websocket `/user/<name>/terminals/websocket/<terminal>`: Jupyter's own shapes. */
export interface JupyterTerminal {
  name: string;
  last_activity: Timestamp;
}

/** Answer of `GET|PUT|DELETE /user/<name>/stoa/...` that failed. */
export interface StoaError {
  error: { code: string; message: string; why?: string; action?: string };
}
