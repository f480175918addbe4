import type { Row } from './figure.ts';

export interface Given {
  /** Aborted at the part's deadline and by Ctrl-C: the part removes what it made, and ends. */
  readonly signal: AbortSignal;
  /** Few rounds and small sizes, to see that the programs work. */
  readonly small: boolean;
  /** What a reader of the report should know. */
  say(line: string): void;
}

/** Figures that are measured together. */
export interface Part {
  readonly name: string;
  /** Words of its figures, for `--only`. */
  readonly about: string;
  readonly deadlineSeconds: number;
  run(given: Given): Promise<readonly Row[]>;
}
