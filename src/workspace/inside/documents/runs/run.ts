import type { CellState } from '../../../protocol/document.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { JsonObject } from '../../kernels/wire.ts';
import type { CellOutput } from '../output/cell-output.ts';
import type { CellMap } from '../shared-notebook.ts';
import type { QueuedCell } from './queued-cell.ts';

/** One run of a cell in a kernel, ours or a Jupyter client's. */
export interface Run {
  messageId: string;
  cellId: string;
  cell: CellMap;
  kernel: Kernel;
  kernelName: string;
  /** Null for one that a Jupyter client asked for, or that a former server began. */
  item: QueuedCell | null;
  /** Begun by a former server: its reply went there. */
  resumed: boolean;
  output: CellOutput;
  queuedAt: string;
  startedAt: string;
  reply: JsonObject | null;
  /** The kernel said that it is done with it. */
  idle: boolean;
  interrupted: boolean;
  over: boolean;
  /** Questions of it that wait for a person. */
  inputs: Set<string>;
  /** Milliseconds for which those that are over waited. */
  waitedMs: number;
  idleTimer: NodeJS.Timeout | null;
}

export type EndPhase = 'done' | 'failed' | 'stopped' | 'lost';

/** What pages are told of the run. */
export function runState(run: Run, phase: CellState['phase'], reason?: string): CellState {
  return {
    phase,
    kernel: run.kernelName,
    queuedAt: run.queuedAt,
    startedAt: run.startedAt,
    ...(reason === undefined ? {} : { reason }),
    ...(run.waitedMs > 0 ? { waitedMs: run.waitedMs } : {}),
    ...(run.output.bytes > 0 ? { outputBytes: run.output.bytes } : {}),
  };
}

/** How it ended, as its reply says. */
export function outcome(run: Run, reply: JsonObject): [phase: EndPhase, reason: string | undefined] {
  if (reply.status === 'ok') return ['done', undefined];
  if (run.interrupted || reply.ename === 'KeyboardInterrupt') return ['stopped', 'Interrupted.'];
  if (reply.status === 'aborted') return ['stopped', 'The kernel did not run it.'];
  return ['failed', undefined];
}
