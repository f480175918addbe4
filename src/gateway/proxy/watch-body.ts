import { refusals } from '../problems.ts';
import type { Visit } from '../visit.ts';

export interface WatchedBody {
  /** Counts what has come. */
  received(): number;
  /** Whether more would be taken now. */
  isAwaited(): boolean;
  isOver(): boolean;
  /** Told after the sender was. */
  stuck(): void;
}

/** A body that stands still is given up: the sender is gone, or means to hold on to what it occupies. */
export function watchBody(visit: Visit, body: WatchedBody): void {
  let before = body.received();
  const timer = setInterval(() => {
    if (body.isOver()) return clearInterval(timer);
    const now = body.received();
    if (body.isAwaited() && now === before) {
      clearInterval(timer);
      visit.refuse(refusals['too-slow']('No part of the body came for a while.'));
      // The answer leaves first.
      setImmediate(() => body.stuck());
    }
    before = now;
  }, visit.edge.limits.bodyIdleMs);
  timer.unref();
}
