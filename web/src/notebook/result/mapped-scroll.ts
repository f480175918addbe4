/**
 * Chromium ends an element at 33,554,428 px; 20 million rows of 24 px need 480 million. So the scroll bar moves over a
 * spacer of at most `SPACER_LIMIT` px, and a position on it stands for a position in the rows: one to one near both
 * ends (every row can be reached), proportional in between.
 */
export const SPACER_LIMIT = 6_000_000;
const EXACT_ENDS = 100_000;

export interface Track {
  /** Height of the spacer in px. */
  readonly spacer: number;
  /** Height of all rows in px. */
  readonly content: number;
  /** Height of what is seen of them in px. */
  readonly viewport: number;
}

export function track(content: number, viewport: number): Track {
  return { spacer: Math.min(content, SPACER_LIMIT), content, viewport };
}

/** The first px of the rows that is seen when the scroll bar stands at `scrollTop`. */
export function contentTop(of: Track, scrollTop: number): number {
  return through(scrollTop, of.spacer - of.viewport, of.content - of.viewport);
}

/** Where the scroll bar stands when the rows are seen from `top` on. */
export function scrollTop(of: Track, top: number): number {
  return through(top, of.content - of.viewport, of.spacer - of.viewport);
}

function through(value: number, from: number, to: number): number {
  if (from <= 0 || to <= 0) return 0;
  const at = Math.min(Math.max(value, 0), from);
  if (from === to) return at;
  if (at <= EXACT_ENDS) return at;
  if (from - at <= EXACT_ENDS) return to - (from - at);
  return EXACT_ENDS + ((at - EXACT_ENDS) / (from - 2 * EXACT_ENDS)) * (to - 2 * EXACT_ENDS);
}

export interface Position {
  /** Px of the rows above the view. */
  readonly top: number;
  /** The scroll bar's place that `top` was last brought in line with, or moved on from. */
  readonly scrolled: number;
}

/** A small movement counts in real px, a large one (a dragged thumb, Home, End) goes to the proportional place. */
export function scrolledTo(of: Track, before: Position, scrolled: number): Position {
  const by = scrolled - before.scrolled;
  const limit = Math.max(0, of.content - of.viewport);
  const top = Math.abs(by) <= of.viewport * 4 ? before.top + by : contentTop(of, scrolled);
  return { top: Math.min(Math.max(top, 0), limit), scrolled };
}
