import { type RefObject, startTransition, useEffect, useState } from 'react';
import { Watched } from '../document/watched.ts';

/** far → near (outputs and colours are drawn) → close (an editor is worth having) */
export type Distance = 'far' | 'near' | 'close';

interface Watcher {
  near: boolean;
  close: boolean;
  readonly distance: Watched<Distance>;
  readonly seen: () => void;
}

/** While the page moves, cells come and go by the dozen: what only matters to one who stays is told after this. */
const restMs = 200;

const watchers = new Map<Element, Watcher>();
const changed = new Set<Watcher>();
let telling: ReturnType<typeof setTimeout> | undefined;

function watchAt(margin: string, part: 'near' | 'close'): IntersectionObserver {
  return new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const watcher = watchers.get(target);
        if (watcher === undefined) continue;
        watcher[part] = isIntersecting;
        note(watcher);
      }
      tellAtRest();
    },
    // Cells lie in a column that scrolls by itself, whose edges a root's margin would not widen.
    { scrollMargin: margin },
  );
}

const nearWatch = watchAt('1200px 0px', 'near');
const closeWatch = watchAt('300px 0px', 'close');

function note(watcher: Watcher): void {
  if (watcher.near && watcher.distance.get() === 'far') {
    watcher.distance.set('near');
    startTransition(watcher.seen);
  }
  changed.add(watcher);
}

function tellAtRest(): void {
  clearTimeout(telling);
  telling = setTimeout(tellAll, restMs);
}

function tellAll(): void {
  const all = [...changed];
  changed.clear();
  startTransition(() => {
    for (const { near, close, distance } of all) {
      if (close) distance.set('close');
      // Where no editor was, nothing is gained by drawing the cell once more.
      else if (distance.get() === 'close') distance.set(near ? 'near' : 'far');
    }
  });
}

/** How far the element is from what is seen, and whether it has ever been near; not asked for while `watching` is false. */
export function useDistance(
  element: RefObject<HTMLElement | null>,
  watching: boolean,
): { distance: Watched<Distance>; seen: boolean } {
  const [distance] = useState(() => new Watched<Distance>('far'));
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const watched = element.current;
    if (watched === null || !watching) return;
    const watcher = { near: false, close: false, distance, seen: () => setSeen(true) };
    watchers.set(watched, watcher);
    nearWatch.observe(watched);
    closeWatch.observe(watched);
    return () => {
      nearWatch.unobserve(watched);
      closeWatch.unobserve(watched);
      watchers.delete(watched);
      watcher.near = false;
      watcher.close = false;
      note(watcher);
      tellAtRest();
    };
  }, [element, watching, distance]);
  return { distance, seen };
}
