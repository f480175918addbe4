/** A cell in a queue. */
export interface QueuedCell {
  cellId: string;
  kernelName: string;
  /** Those that were asked for together. */
  batch: symbol;
  /** When it fails, those after it in its batch are taken out. */
  stopOnError: boolean;
  /** The one before it in its batch, of whatever language: it must be over first. */
  after: QueuedCell | null;
  over: boolean;
  queuedAt: string;
  /** Counts up: the order in which cells were asked for. */
  number: number;
}
