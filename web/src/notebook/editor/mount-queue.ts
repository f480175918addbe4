/**
 * An editor makes the browser lay the page out again: 2.5 ms each on a quick machine, far more on a slow one. They are
 * made a few at a time, none while the page moves, and none soon after a frame that took long: until then a cell shows
 * static code, and the pointer or the keyboard brings its editor at once.
 */
const budgetMs = 4;
const restMs = 400;
const slowFrameMs = 50;
const pointerRestMs = 100;

const waiting = new Set<() => void>();
let frame = 0;
let movedAt = 0;
let drawnAt = 0;

export function notePageMoved(): void {
  movedAt = performance.now();
}

/** Calls `mount` soon; the answer takes it back. */
export function mountSoon(mount: () => void): () => void {
  waiting.add(mount);
  schedule();
  return () => waiting.delete(mount);
}

function schedule(): void {
  if (frame !== 0 || waiting.size === 0) return;
  if (performance.now() - drawnAt > restMs) drawnAt = performance.now();
  frame = requestAnimationFrame(work);
}

/** Whether the page stands still: what passes below a resting pointer is not pointed at. */
export function pageRests(): boolean {
  return performance.now() - movedAt >= pointerRestMs;
}

function work(now: number): void {
  frame = 0;
  if (now - drawnAt > slowFrameMs) movedAt = now;
  drawnAt = now;
  const began = performance.now();
  if (began - movedAt >= restMs) {
    for (const mount of waiting) {
      waiting.delete(mount);
      mount();
      if (performance.now() - began > budgetMs) break;
    }
  }
  schedule();
}
