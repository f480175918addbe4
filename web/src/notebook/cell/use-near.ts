import { type RefObject, useEffect, useState } from 'react';

/** far → near (outputs and colours are drawn) → close (an editor is worth having) */
export type Distance = 'far' | 'near' | 'close';

const watchers = new Map<Element, { near: boolean; close: boolean; tell: (distance: Distance) => void }>();

function watchAt(margin: string, part: 'near' | 'close'): IntersectionObserver | null {
  if (typeof IntersectionObserver === 'undefined') return null;
  return new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const watcher = watchers.get(entry.target);
        if (watcher === undefined) continue;
        watcher[part] = entry.isIntersecting;
        watcher.tell(watcher.close ? 'close' : watcher.near ? 'near' : 'far');
      }
    },
    { rootMargin: margin },
  );
}

const nearWatch = watchAt('1200px 0px', 'near');
const closeWatch = watchAt('300px 0px', 'close');

/** How far the element is from what is seen. */
export function useDistance(element: RefObject<HTMLElement | null>): Distance {
  const [distance, setDistance] = useState<Distance>('far');
  useEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    watchers.set(watched, { near: false, close: false, tell: setDistance });
    nearWatch?.observe(watched);
    closeWatch?.observe(watched);
    return () => {
      nearWatch?.unobserve(watched);
      closeWatch?.unobserve(watched);
      watchers.delete(watched);
    };
  }, [element]);
  return distance;
}
