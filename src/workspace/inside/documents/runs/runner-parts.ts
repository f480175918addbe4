import type { CellQueues } from './cell-queues.ts';
import type { CellStates } from './cell-states.ts';
import type { LiveRuns } from './live-runs.ts';
import type { NotebookKernels } from './notebook-kernels.ts';
import type { RunnerHost } from './runner-host.ts';

/** What a runner is put together of. */
export interface RunnerParts {
  host: RunnerHost;
  states: CellStates;
  queues: CellQueues;
  runs: LiveRuns;
  kernels: NotebookKernels;
}
