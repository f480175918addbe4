import type { CellId, CellState, Timestamp } from '../../workspace/protocol/document.ts';

/**
 * How a run that was asked for ended. `empty`: there was nothing to run, or the cell was deleted before its turn.
 * `replaced`: somebody ran the cell again before this end was seen.
 */
type End = 'done' | 'failed' | 'stopped' | 'lost' | 'empty' | 'replaced';

/** The runs that one request asked for, told from all others of the same cells by the moment of queueing. */
export class AskedRuns {
  readonly #queuedAt: ReadonlyMap<CellId, Timestamp>;
  readonly #ends = new Map<CellId, { end: End; reason: string }>();

  constructor(queued: Readonly<Record<CellId, Timestamp>>) {
    this.#queuedAt = new Map(Object.entries(queued));
  }

  /** Cells whose run is not over. */
  get open(): CellId[] {
    return [...this.#queuedAt.keys()].filter((id) => !this.#ends.has(id));
  }

  has(id: CellId): boolean {
    return this.#queuedAt.has(id) && !this.#ends.has(id);
  }

  /** A state that the server told: whether the cell runs now for this request, ended with output, or neither. */
  told(id: CellId, state: CellState | null): 'runs' | 'ended' | 'silent' {
    if (!this.has(id)) return 'silent';
    if (state === null) return this.#over(id, 'empty', '');
    const { phase, queuedAt, startedAt, reason = '' } = state;
    if (queuedAt !== this.#queuedAt.get(id)) return this.#over(id, 'replaced', '');
    if (phase === 'queued') return 'silent';
    if (phase === 'running') return 'runs';
    this.#over(id, phase, reason);
    // What stands below a cell that never had its turn is of an older run.
    return startedAt !== undefined || phase === 'failed' ? 'ended' : 'silent';
  }

  /** Why it was no success, in words; null when it was one. */
  get failure(): string | null {
    const total = this.#queuedAt.size;
    const count = (...ends: End[]) => [...this.#ends.values()].filter(({ end }) => ends.includes(end)).length;
    const stopped = count('stopped');
    const failed = count('failed', 'lost');
    const replaced = count('replaced');
    const said: string[] = [];
    if (failed > 0) said.push(`${failed} of ${total} cells failed.`);
    if (replaced > 0) said.push(`${replaced} of ${total} cells were run again by somebody else meanwhile.`);
    if (failed > 0 && stopped > 0) said.push(`${stopped} behind did not run.`);
    if (failed === 0 && stopped > 0) {
      const reasons = [...this.#ends.values()].filter(({ end }) => end === 'stopped').map(({ reason }) => reason);
      said.push(`${stopped} of ${total} cells did not run to their end.`, ...new Set(reasons));
    }
    return said.length === 0 ? null : said.join(' ');
  }

  #over(id: CellId, end: End, reason: string): 'silent' {
    this.#ends.set(id, { end, reason });
    return 'silent';
  }
}
