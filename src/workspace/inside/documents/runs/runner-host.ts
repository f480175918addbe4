import type * as Y from 'yjs';
import type { CellState, InputRequest, Problem } from '../../../protocol/document.ts';
import type { OutputFiles } from '../output/output-files.ts';

/** What the runner needs of the document that it runs, and tells it. */
export interface RunnerHost {
  readonly doc: Y.Doc;
  readonly path: string;
  readonly files: OutputFiles;
  cellsChanged(cells: Record<string, CellState | null>): void;
  kernelsChanged(): void;
  /** The cells that wait, in order: kept for a server that comes after this one. */
  queueChanged(cellIds: string[]): void;
  inputAsked(request: InputRequest): void;
  inputClosed(inputId: string): void;
  failed(problem: Problem, cellId: string): void;
}
