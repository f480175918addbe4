import type { Kernel } from '../../kernels/kernel.ts';
import { isDeleted } from '../output/cell-output.ts';
import { errorOutput } from './cell-fields.ts';
import type { Run } from './run.ts';
import type { RunnerParts } from './runner-parts.ts';

/** A kernel began, ended or died: what it ran and what waited for it follows that. */
export function phaseChanged(parts: RunnerParts, kernel: Kernel): void {
  const { host, queues, runs } = parts;
  const ended = kernel.phase === 'dead' || kernel.phase === 'restarting' || kernel.phase === 'absent';
  for (const run of runs.live()) {
    if (run.kernel !== kernel) continue;
    if (ended) kernelEnded(parts, run, kernel);
    else if (run.resumed && kernel.phase === 'idle') runs.lose(run);
  }
  if (kernel.phase === 'dead') queues.empty(kernel.spec.name, 'The kernel died.');
  host.kernelsChanged();
}

function kernelEnded({ host, runs }: RunnerParts, run: Run, kernel: Kernel): void {
  if (kernel.phase !== 'dead') {
    const restarted = kernel.phase === 'restarting';
    runs.finish(run, 'stopped', restarted ? 'The kernel was restarted.' : 'The kernel was shut down.');
    return;
  }
  const reason = kernel.reason ?? 'The kernel died.';
  if (!isDeleted(run.cell)) run.output.output(errorOutput('KernelDied', reason));
  runs.finish(run, 'failed', reason);
  const action = 'Run the cell again: a new kernel starts.';
  host.failed({ code: 'kernel-died', message: reason, action }, run.cellId);
}
