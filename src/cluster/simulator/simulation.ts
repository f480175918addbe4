import { type Plan, planFor } from '../rules/plan/plan.ts';
import type { Preemption } from '../rules/plan/preempt/preemption.ts';
import { defaultPlanSettings, type PlanSettings } from '../rules/plan/settings.ts';
import type { AgentView } from '../rules/snapshot.ts';
import { ClusterState } from '../rules/state/cluster-state.ts';
import { Measures } from './measures.ts';
import { Random } from './random.ts';
import type { Happening, Scenario, Timed } from './scenario.ts';
import { TimedQueue } from './timed-queue.ts';
import { WorkInHand } from './works.ts';

type Event =
  | { readonly type: 'end' | 'kill'; readonly task: string }
  | { readonly type: 'row'; readonly row: Iterator<Timed>; readonly happening: Happening };

export interface SimulationOptions {
  readonly settings?: PlanSettings;
  /** Milliseconds from one cycle to the next at least. */
  readonly cycleEvery?: number;
  /** How long tasks take to end when they are told to comes from it. */
  readonly seed?: number;
  /** Milliseconds of a real clock, to measure cycles. */
  readonly clock?: () => number;
  /** Sees each cycle, before its plan is carried out. */
  readonly onCycle?: (state: ClusterState, plan: Plan, now: number) => void;
}

/** A cluster that lives through a scenario, event by event, with the plans that a real one would make. */
export class Simulation {
  readonly state = new ClusterState();
  readonly measures = new Measures();
  readonly works = new Map<string, WorkInHand>();
  now = 0;
  readonly #queue = new TimedQueue<Event>();
  readonly #lost = new Map<string, AgentView>();
  readonly #length: number;
  readonly #options: SimulationOptions;
  readonly #random: Random;
  #nextCycle = Number.POSITIVE_INFINITY;
  #lastCycle = Number.NEGATIVE_INFINITY;

  constructor(scenario: Scenario, options: SimulationOptions = {}) {
    this.#length = scenario.length;
    this.#options = options;
    this.#random = new Random(options.seed ?? 1);
    for (const row of scenario.rows) this.#follow(row[Symbol.iterator]());
    this.#wake(0);
  }

  /** Goes on until the time, or to the end. */
  run(until: number = this.#length): Measures {
    for (;;) {
      const at = Math.min(this.#queue.nextAt, this.#nextCycle);
      if (at > until) break;
      this.now = at;
      if (this.#queue.nextAt <= at) {
        this.#handle(this.#queue.take());
        this.#wake(at);
      } else this.#cycle();
    }
    this.now = until;
    this.measures.until(until);
    return this.measures;
  }

  /** Something happens that no row foresaw. */
  add(happening: Happening): void {
    this.#happen(happening);
    this.#wake(this.now);
  }

  #wake(at: number): void {
    this.#nextCycle = Math.min(this.#nextCycle, Math.max(at, this.#lastCycle + (this.#options.cycleEvery ?? 1000)));
  }

  /** What a row has for one moment happens together. */
  #follow(row: Iterator<Timed>): void {
    let next = row.next();
    for (; next.done !== true && next.value.at <= this.now; next = row.next()) this.#happen(next.value);
    if (next.done !== true) this.#queue.put(next.value.at, { type: 'row', row, happening: next.value });
  }

  #handle(event: Event | undefined): void {
    if (event === undefined) return;
    if (event.type === 'row') {
      this.#happen(event.happening);
      this.#follow(event.row);
    } else this.#ended(event.task, event.type === 'kill');
  }

  #happen(happening: Happening): void {
    const { state, works, now } = this;
    switch (happening.type) {
      case 'agent':
        state.setAgent(happening.agent);
        return;
      case 'role':
        state.setRole(happening.role);
        return;
      case 'work':
        works.set(happening.work.id, new WorkInHand(happening.work, now));
        this.#ask(happening.work.id);
        return;
      case 'cancel':
        this.#cancel(happening.work);
        return;
      case 'lost':
        this.#lose(happening.agent);
        return;
      case 'back': {
        const agent = this.#lost.get(happening.agent);
        if (agent !== undefined) state.setAgent(agent);
        this.#lost.delete(happening.agent);
        return;
      }
    }
    happening satisfies never;
  }

  #cancel(id: string): void {
    const work = this.works.get(id);
    if (work === undefined) return;
    work.cancel();
    for (const task of work.running) this.state.removeTask(task);
    this.state.removeDemand(id);
    this.works.delete(id);
  }

  #lose(id: string): void {
    const agent = this.state.agents.byId.get(id);
    if (agent === undefined) return;
    this.#lost.set(id, agent.view);
    for (const task of this.state.removeAgent(id)) this.#again(task.id, task.application, true);
    this.measures.lost++;
  }

  #ended(id: string, killed: boolean): void {
    const task = this.state.tasks.get(id);
    if (task === undefined) return;
    this.state.removeTask(id);
    this.#again(id, task.view.application, killed);
  }

  #again(task: string, workId: string, unfinished: boolean): void {
    const work = this.works.get(workId);
    if (work === undefined) return;
    work.end(task, this.now, unfinished);
    this.#ask(workId);
  }

  /** Tells the allocator what waits of the work. */
  #ask(id: string): void {
    const work = this.works.get(id);
    if (work === undefined) return;
    if (work.done) this.works.delete(id);
    this.state.setDemand(work.demand(this.now));
  }

  #cycle(): void {
    const { state, now, measures } = this;
    const { settings = defaultPlanSettings, clock, onCycle } = this.#options;
    const begin = clock?.() ?? 0;
    const plan = planFor(state, now, settings);
    if (clock !== undefined) measures.cycle(clock() - begin);
    onCycle?.(state, plan, now);
    this.#carryOut(plan);
    measures.shares(now, plan);
    this.#lastCycle = now;
    this.#nextCycle = Number.POSITIVE_INFINITY;
    if (plan.wakeAt !== null) this.#wake(plan.wakeAt);
  }

  #carryOut(plan: Plan): void {
    const { state, works } = this;
    const asked = new Set<string>();
    for (const { demand, agent } of plan.placements) {
      this.#begin(demand.id, agent);
      asked.add(demand.id);
    }
    for (const preemption of plan.preemptions) this.#tellToEnd(preemption);
    for (const id of asked) if (works.has(id)) this.#ask(id);
    state.holds = plan.holds;
    state.starvedSince = plan.starvedSince;
  }

  #begin(workId: string, agent: string): void {
    const inHand = this.works.get(workId);
    if (inHand === undefined) return;
    const { role, framework, priority, need, milliseconds, endIsKnown } = inHand.work;
    const { id, waited } = inHand.begin(this.now);
    const end = milliseconds === null ? null : this.now + milliseconds;
    this.state.setTask({
      ...{ id, agent, role, framework, application: workId, priority, resources: need },
      ...{ startedAt: this.now, endsBy: endIsKnown ? end : null, ending: false },
    });
    if (end !== null) this.#queue.put(end, { type: 'end', task: id });
    this.measures.waited(priority, waited);
  }

  #tellToEnd({ task, grace, priority }: Preemption): void {
    this.state.endTask(task, this.now + grace);
    // Some go at once, some need all of their grace.
    this.#queue.put(this.now + Math.ceil(grace * this.#random.next()), { type: 'kill', task });
    this.measures.preempted(priority);
  }
}
