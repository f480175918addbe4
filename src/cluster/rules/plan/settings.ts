import type { PriorityClass } from '../priority-class.ts';

/** Times in milliseconds. */
export interface PlanSettings {
  /** Between being told to end and being killed. */
  readonly grace: Readonly<Record<PriorityClass, number>>;
  /** A demand waits so long before anything ends for it. */
  readonly preemptAfter: number;
  /** A role starves when it has been below this part of its fair share … */
  readonly starvedBelow: number;
  /** … for so long. */
  readonly starvedAfter: number;
  /** How long after its last task was to be gone a freed place is kept. */
  readonly holdFor: number;
  /** A demand that others overtake waits so long before a place is gathered for it. */
  readonly gatherAfter: number;
  /** No more than this part of the agents has places gathered on them, but always one. */
  readonly mostGathered: number;
  /** Of the agents, as far as these have no gathered places: for demands whose size is a guess. Always one. */
  readonly mostGuessed: number;
  /** Tasks told to end in one cycle. */
  readonly mostPreempted: number;
}

export const defaultPlanSettings: PlanSettings = {
  grace: { system: 30_000, service: 30_000, interactive: 30_000, batch: 30_000, scavenger: 5_000 },
  preemptAfter: 2_000,
  starvedBelow: 0.5,
  starvedAfter: 30_000,
  holdFor: 15_000,
  gatherAfter: 30_000,
  mostGathered: 0.1,
  mostGuessed: 0.01,
  mostPreempted: 100,
};
