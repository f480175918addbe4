import type {
  Access,
  CellState,
  Hello,
  InputRequest,
  KernelSpec,
  KernelState,
  Problem,
  ServerMessage,
  Timestamp,
} from '../../../../src/workspace/protocol/document.ts';

/**
 * connecting → open ⇄ offline;  any → refused | gone
 *   offline: edits are kept and the next try is at `retryAt` (ms since 1970)
 *   refused: connecting again does not help, `problem` says why
 */
export type Link =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'open' }
  | { readonly phase: 'offline'; readonly retryAt: number }
  | { readonly phase: 'refused'; readonly problem: Problem | null }
  | { readonly phase: 'gone'; readonly path: string | null };

/** What the server says of the notebook beside the document itself. */
export interface SessionState {
  readonly link: Link;
  /** True once a document is here; it stays while offline. */
  readonly loaded: boolean;
  /** Counts the documents: a rejoin brings another one. */
  readonly generation: number;
  readonly readOnly: boolean;
  readonly readOnlyReason: Hello['readOnlyReason'] | null;
  readonly holder: string | null;
  readonly mayTakeOver: boolean;
  /** Account that waits to write this notebook until what runs here is over. */
  readonly askedBy: string | null;
  /** We asked to write it, and wait. */
  readonly taking: boolean;
  readonly kernels: readonly KernelState[];
  readonly kernelspecs: readonly KernelSpec[];
  readonly inputs: readonly InputRequest[];
  /** Everything typed here is in the server's journal. */
  readonly saved: boolean;
  readonly savedAt: Timestamp | null;
  readonly writtenAt: Timestamp | null;
  /** The newest problem that belongs to no cell. */
  readonly problem: Problem | null;
  /** The newest merge from outside that had conflicts. */
  readonly conflict: { readonly cells: readonly string[]; readonly version: string | null } | null;
}

export const startState: SessionState = {
  link: { phase: 'connecting' },
  loaded: false,
  generation: 0,
  readOnly: false,
  readOnlyReason: null,
  holder: null,
  mayTakeOver: false,
  askedBy: null,
  taking: false,
  kernels: [],
  kernelspecs: [],
  inputs: [],
  saved: true,
  savedAt: null,
  writtenAt: null,
  problem: null,
  conflict: null,
};

/** The state once changes are on disk again: that the disk was full, or failed, is over. */
export function savedNow(state: SessionState, at: Timestamp): SessionState {
  const { problem } = state;
  const over = problem?.code === 'disk-full' || problem?.code === 'home-closed';
  return { ...state, savedAt: at, problem: over ? null : problem };
}

/** The state after a message; cell states, completions and inspections are kept elsewhere. */
export function receive(state: SessionState, message: ServerMessage): SessionState {
  switch (message.type) {
    case 'hello':
      return {
        ...state,
        ...access(message),
        link: { phase: 'open' },
        kernels: message.kernels,
        kernelspecs: message.kernelspecs,
        inputs: message.inputs,
        writtenAt: message.writtenAt,
        savedAt: state.savedAt ?? message.writtenAt,
      };
    case 'access':
      return { ...state, ...access(message) };
    case 'written':
      return { ...state, writtenAt: message.at };
    case 'kernels':
      return { ...state, kernels: message.kernels };
    case 'input-request':
      return { ...state, inputs: [...state.inputs.filter((one) => one.inputId !== message.inputId), message] };
    case 'input-closed':
      return { ...state, inputs: state.inputs.filter((one) => one.inputId !== message.inputId) };
    case 'merged':
      if (message.conflicts.length === 0) return state;
      return { ...state, conflict: { cells: message.conflicts, version: message.version } };
    case 'error':
      return message.cellId === undefined && message.requestId === undefined
        ? { ...state, problem: message.problem, taking: false }
        : state;
    default:
      return state;
  }
}

function access(message: Hello | Access) {
  return {
    readOnly: message.readOnly,
    readOnlyReason: message.readOnlyReason ?? null,
    holder: message.holder,
    mayTakeOver: message.mayTakeOver,
    askedBy: message.type === 'access' ? (message.askedBy ?? null) : null,
    taking: false,
  };
}

/** How long to wait before try number `attempt` (0 is the first), in ms: 0.25 s doubling to 15 s, spread by `random`. */
export function backoffMs(attempt: number, random: number): number {
  return Math.min(15_000, 250 * 2 ** attempt) * (0.75 + random / 2);
}

export type CellStates = Readonly<Record<string, CellState>>;
