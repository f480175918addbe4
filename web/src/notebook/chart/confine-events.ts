import type { Runtime } from 'vega';

/** What a drag needs that leaves the chart. */
const ofWindow = ['mousemove', 'mouseup', 'pointermove', 'pointerup', 'touchmove', 'touchend'];

/**
 * Whoever wrote the specification may be another than who looks at it: it hears nothing of the page outside its chart,
 * keys least of all, and puts its inputs nowhere else. What it says of this itself is left out.
 */
export function confineEvents(parsed: Runtime): Runtime {
  return { ...parsed, eventConfig: { bind: 'container', window: ofWindow, selector: false } };
}
