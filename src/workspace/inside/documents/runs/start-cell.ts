import { KernelNotFound } from '../../kernels/kernels.ts';
import { CellOutput } from '../output/cell-output.ts';
import { findCell } from '../shared-notebook.ts';
import { clearCell, errorOutput } from './cell-fields.ts';
import { noteLanguage } from './cell-language.ts';
import { executeRequest } from './execute-request.ts';
import { namedResults } from './named-results.ts';
import type { QueuedCell } from './queued-cell.ts';
import type { RunnerParts } from './runner-parts.ts';

/** It is the cell's turn: its kernel is started where that is needed, and given it. */
export function startCell(parts: RunnerParts, item: QueuedCell): void {
  start(parts, item).catch((error: unknown) => couldNotStart(parts, item, error));
}

async function start({ host, states, queues, runs, kernels }: RunnerParts, item: QueuedCell): Promise<void> {
  const { doc } = host;
  const kernel = await kernels.started(item.kernelName);
  const standing = queues.standing(item);
  if (standing === 'gone') return;
  if (standing === 'cancelled') {
    queues.over(item);
    return;
  }
  const cell = findCell(doc, item.cellId);
  const request = cell === null ? null : executeRequest(cell, kernel.session, namedResults(doc));
  if (cell === null || request === null) {
    if (cell !== null) clearCell(doc, cell);
    states.set(item.cellId, null);
    queues.over(item);
    return;
  }
  runs.begin({ kernel, cell, messageId: request.header.msg_id, item, displays: kernels.displaysOf(kernel) });
  // Noted as running, then no longer as waiting, then sent: a server killed in between never runs it a second time.
  queues.begun(item);
  kernel.send(request);
  noteLanguage(doc, kernel);
}

function couldNotStart({ host, states, queues }: RunnerParts, item: QueuedCell, error: unknown): void {
  const { doc, files } = host;
  const reason = error instanceof Error ? error.message : String(error);
  const missing = error instanceof KernelNotFound;
  const cell = findCell(doc, item.cellId);
  if (cell !== null && states.get(item.cellId)?.phase === 'queued') {
    clearCell(doc, cell);
    const output = new CellOutput(doc, cell, files, new Map());
    output.output(errorOutput(missing ? 'KernelNotFound' : 'KernelNotStarted', reason));
    output.flush();
    states.set(item.cellId, { phase: 'failed', kernel: item.kernelName, queuedAt: item.queuedAt, reason });
    host.failed({ code: missing ? 'kernel-not-found' : 'kernel-not-started', message: reason }, item.cellId);
  }
  states.lastEnd = { state: 'failed', at: new Date().toISOString() };
  queues.stopBatch(item, 'The kernel did not start.');
  queues.over(item);
}
