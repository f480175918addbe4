import { runFramework } from '../rules/allocator-views.ts';
import { type Plan, planFor } from '../rules/plan/plan.ts';
import type { Placement } from '../rules/plan/round.ts';
import { least, minus, nothing, type Resources } from '../rules/resources.ts';
import { ClusterState } from '../rules/state/cluster-state.ts';
import { unusedRooms } from '../rules/state/reserved-rooms.ts';
import { Foresight } from './foresight.ts';
import type { AllocatorStart, Change, Decision, Foresee, Foreseen, Report } from './messages.ts';
import { monotonic } from './monotonic.ts';
import { reportOf } from './report.ts';
import { takeChange } from './take-change.ts';

/**
 * Keeps the state of the cluster, plans when something has changed or time has, and tells what was decided. What it
 * decides is booked at once, so that the next cycle knows of it while it is still being carried out.
 */
export class Allocation {
  readonly #state = new ClusterState();
  readonly #start: AllocatorStart;
  readonly #foresight: Foresight;
  readonly #tell: (message: Decision | Foreseen | Report) => void;
  #lastCycle = Number.NEGATIVE_INFINITY;
  #lastReport = Number.NEGATIVE_INFINITY;
  #nextCycle: NodeJS.Timeout | undefined;
  #nextAt = Number.POSITIVE_INFINITY;
  #nextReport: NodeJS.Timeout | undefined;
  #plan: Plan | undefined;

  constructor(start: AllocatorStart, tell: (message: Decision | Foreseen | Report) => void) {
    this.#start = start;
    this.#tell = tell;
    this.#foresight = new Foresight(this.#state, start.settings, tell);
  }

  take(changes: readonly Change[]): void {
    this.#take(changes);
    this.#wake(this.#lastCycle + this.#start.cycleEvery);
  }

  /** Tells what would happen; the state stays as it is. */
  foresee(asked: Foresee): void {
    this.#foresight.ask(asked);
  }

  #take(changes: readonly Change[]): void {
    for (const change of changes) takeChange(this.#state, change);
    this.#foresight.changed(changes);
  }

  #wake(at: number): void {
    if (at >= this.#nextAt) return;
    clearTimeout(this.#nextCycle);
    this.#nextAt = at;
    this.#nextCycle = setTimeout(() => this.#cycle(), Math.max(0, at - monotonic()));
  }

  #cycle(): void {
    this.#nextAt = Number.POSITIVE_INFINITY;
    const now = monotonic();
    const plan = planFor(this.#state, now, this.#start.settings);
    this.#plan = plan;
    this.#lastCycle = now;
    const { placements, preemptions } = plan;
    this.#report(now);
    this.#book(plan, now);
    const spare = this.#spareFor(placements);
    const placed = placements.map(({ demand, agent }) => ({
      demand: demand.id,
      agent,
      spare: spare.get(agent) ?? nothing,
    }));
    if (placed.length + preemptions.length > 0)
      this.#tell({ type: 'decision', placed, preempted: preemptions, at: now });
    if (plan.wakeAt !== null) this.#wake(plan.wakeAt);
  }

  #book({ placements, preemptions, holds, starvedSince }: Plan, now: number): void {
    const placed = placements.flatMap(({ demand, agent }): Change[] => {
      const { id, role, framework, application, priority, need, milliseconds } = demand;
      const endsBy = milliseconds === null ? null : now + milliseconds;
      const what = { id, agent, role, framework, application, priority, resources: need };
      return [
        { type: 'no-demand', demand: id },
        { type: 'task', task: { ...what, startedAt: now, endsBy, ending: false } },
      ];
    });
    this.#take([
      ...placed,
      ...preemptions.map(({ task, grace }) => ({ type: 'ending' as const, task, by: now + grace })),
    ]);
    this.#state.holds = holds;
    this.#state.starvedSince = starvedSince;
  }

  /** Of the agents on which frameworks get offers; whoever has a task to start needs no more than its place. */
  #spareFor(placements: readonly Placement[]): ReadonlyMap<string, Resources> {
    const spare = new Map<string, Resources>();
    for (const { demand, agent } of placements)
      if (demand.framework !== runFramework.id && !spare.has(agent)) spare.set(agent, this.#spareOn(agent));
    return spare;
  }

  #spareOn(id: string): Resources {
    const agent = this.#state.agents.byId.get(id);
    if (agent === undefined) return nothing;
    let spare = agent.view.total;
    for (const { view } of agent.tasks) spare = minus(spare, view.resources);
    // The table knows them as the cycle found them, without what was placed since.
    const tasks = [...agent.tasks].map(({ view }) => view);
    spare = minus(spare, unusedRooms(agent.view.reserved, tasks));
    for (const hold of this.#state.holds) if (hold.agent === id) spare = minus(spare, hold.resources);
    return least(spare, agent.view.total);
  }

  /** At once, or when the last one is old enough; the plan still knows the state as the cycle found it only now. */
  #report(now: number): void {
    const due = this.#lastReport + this.#start.reportEvery;
    if (now >= due) {
      clearTimeout(this.#nextReport);
      this.#nextReport = undefined;
      this.#lastReport = now;
      if (this.#plan) this.#tell(reportOf(this.#plan));
    } else this.#nextReport ??= setTimeout(() => this.#lateReport(), due - now);
  }

  /** From a cycle of its own, which finds the state as it is. */
  #lateReport(): void {
    this.#nextReport = undefined;
    this.#cycle();
  }
}
