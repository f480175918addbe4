/** Editors cost 2.5 ms each: they are made a few at a time, and none while the page moves fast. */
const budgetMs = 4;
const restMs = 120;

const waiting = new Set<() => void>();
let frame = 0;
let movedAt = 0;

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
  if (frame === 0 && waiting.size > 0) frame = requestAnimationFrame(work);
}

function work(): void {
  frame = 0;
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
