/** What cells carry in their metadata. */
import type { KernelName, Timestamp } from './names.ts';

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
  /** Ours: milliseconds of that time for which it waited for answers to `input()`; absent: none. */
  'stoa.waited_ms'?: number;
}
