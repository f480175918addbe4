import type { CellState } from '../../../protocol/document.ts';

/** How the last run of a cell ended. */
export interface RunEnd {
  state: 'done' | 'failed' | 'stopped' | 'lost';
  at: string;
}

/** What pages are told of each cell. A cell without a state has not run since its notebook was opened. */
export class CellStates {
  /** How the last run of any cell ended; null before the first. */
  lastEnd: RunEnd | null = null;
  readonly #states = new Map<string, CellState>();
  readonly #changed: (cells: Record<string, CellState | null>) => void;

  constructor(changed: (cells: Record<string, CellState | null>) => void) {
    this.#changed = changed;
  }

  get all(): Record<string, CellState> {
    return Object.fromEntries(this.#states);
  }

  get(cellId: string): CellState | null {
    return this.#states.get(cellId) ?? null;
  }

  /** @param state  null: it has none any more */
  set(cellId: string, state: CellState | null): void {
    if (state === null) this.#states.delete(cellId);
    else this.#states.set(cellId, state);
    this.#changed({ [cellId]: state });
  }
}
