export type CellId = string;
/** Name of a kernelspec: `sql`, `python3`, `ir`. */
export type KernelName = string;
/** ISO 8601 in UTC with milliseconds. */
export type Timestamp = string;
