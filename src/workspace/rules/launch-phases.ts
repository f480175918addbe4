import type { LaunchPhase } from '../contract.ts';

const order = ['home', 'sandbox', 'server', 'ready'] as const satisfies readonly LaunchPhase['name'][];
export type PhaseName = (typeof order)[number];

/** How far a launch is. Times are milliseconds of a monotonic clock. */
export interface Launch {
  readonly marks: Readonly<Partial<Record<PhaseName, { readonly began: number; readonly ended?: number }>>>;
  readonly active: PhaseName | undefined;
  readonly failed: PhaseName | undefined;
  readonly details: Readonly<Partial<Record<PhaseName, string>>>;
}

export const notLaunched: Launch = { marks: {}, active: undefined, failed: undefined, details: {} };

/** The active phase is done and the next one begins. */
export function enterPhase(launch: Launch, phase: PhaseName, now: number): Launch {
  return {
    ...launch,
    marks: { ...endActive(launch, now), [phase]: phase === 'ready' ? { began: now, ended: now } : { began: now } },
    active: phase === 'ready' ? undefined : phase,
  };
}

export function failPhase(launch: Launch, now: number): Launch {
  return { ...launch, marks: endActive(launch, now), active: undefined, failed: launch.active ?? 'home' };
}

function endActive({ marks, active }: Launch, now: number): Launch['marks'] {
  const mark = active && marks[active];
  return active && mark ? { ...marks, [active]: { began: mark.began, ended: now } } : marks;
}

/** The phases as a person sees them. */
export function showPhases(launch: Launch, now: number): LaunchPhase[] {
  return order.map((name) => {
    const mark = launch.marks[name];
    const state =
      launch.failed === name
        ? 'failed'
        : launch.active === name
          ? 'active'
          : mark?.ended === undefined
            ? 'waiting'
            : 'done';
    const milliseconds = mark ? Math.round((mark.ended ?? now) - mark.began) : 0;
    return { name, state, milliseconds, detail: launch.details[name] ?? '' };
  });
}
