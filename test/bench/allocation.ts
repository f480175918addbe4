import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  ClusterState,
  type Demand,
  explain,
  nothing,
  type Plan,
  type PriorityClass,
  planFor,
  type Resources,
} from '../../src/cluster/index.ts';
import { compared, median, type Row } from './figure.ts';
import type { Given, Part } from './part.ts';

export const allocation: Part = {
  name: 'allocation cycle',
  about: 'placement every reason agents frameworks tasks cold steady memory Mesos',
  deadlineSeconds: 300,
  run: async (given) => measure(given),
};

/**
 * What Mesos's own benchmarks say of one cycle from nothing with 10,000 agents and 3,000 frameworks, in milliseconds, on
 * its authors' machine: published figures, not measured here.
 */
const mesosCycle = 2400;
const accountsInGroup = 10;
/** Tasks that end in each cycle, and are asked for again: of 100,000 tasks that run for some minutes, in one second. */
const changesOf100000 = 500;

interface Sizes {
  readonly agents: number;
  readonly frameworks: number;
  readonly tasks: number;
  readonly cycles: number;
}

function measure({ signal, small, say }: Given): Row[] {
  const sizes = small
    ? { agents: 100, frameworks: 30, tasks: 1000, cycles: 3 }
    : { agents: 10_000, frameworks: 3_000, tasks: 100_000, cycles: 60 };
  const before = usedBytes();
  const cluster = new BusyCluster(sizes);
  const cold = cluster.cycle();
  say(`${cold.plan.placements.length} placed from nothing, ${cold.plan.waiting.length} demands wait`);
  const placing: number[] = [];
  const withReasons: number[] = [];
  let reasons = 0;
  for (let n = 0; n < sizes.cycles; n++) {
    signal.throwIfAborted();
    cluster.change();
    const { placed, explained, plan } = cluster.cycle();
    placing.push(placed);
    withReasons.push(placed + explained);
    reasons = plan.waiting.length;
  }
  say(`${reasons} reasons in a cycle; ${cluster.state.tasks.size} tasks`);
  const about = `${sizes.agents.toLocaleString('en')} agents, ${sizes.frameworks.toLocaleString('en')} frameworks`;
  const peer = small ? {} : { peer: mesosCycle };
  const row = (figure: string, ours: number, under?: number) =>
    compared({
      figure: `allocation cycle, ${about}: ${figure}`,
      unit: 'ms',
      ours,
      ...peer,
      ...(under && { goal: { under } }),
    });
  return [
    row('placement, steady', median(placing), 50),
    row('placement, steady, slowest of 60', Math.max(...placing)),
    row('with every reason, steady', median(withReasons), 250),
    row('placement, from nothing', cold.placed),
    compared({ figure: 'allocation cycle: memory of the state', unit: 'MB', ours: (usedBytes() - before) / 1e6 }),
  ];
}

/** A full cluster in which some tasks end in each cycle, and more is wanted than there is. */
class BusyCluster {
  readonly state = new ClusterState();
  readonly #waiting = new Map<string, Demand>();
  #now = 0;
  #begun = 0;
  #seed = 1;

  constructor(sizes: Sizes) {
    const total = { ...nothing, milliCpus: 16_000, memory: 64 * 2 ** 30 };
    for (let n = 0; n < sizes.agents; n++) {
      const attributes = new Map([['rack', `r${n % 8}`]]);
      this.state.setAgent({ id: `agent-${n}`, total, attributes, state: 'active', reserved: [] });
    }
    for (let n = 0; n < sizes.frameworks; n++) {
      const group = `group-${Math.floor(n / accountsInGroup)}`;
      if (n % accountsInGroup === 0) this.#role(group, n % 40 === 0 ? { milliCpus: 1000 * sizes.agents * 0.01 } : {});
      this.#role(`${group}/account-${n}`, {});
      this.#ask(n, Math.ceil((2 * sizes.tasks) / sizes.frameworks));
    }
  }

  /** Plans, explains, and carries the plan out; milliseconds. */
  cycle(): { readonly placed: number; readonly explained: number; readonly plan: Plan } {
    this.#now += 1000;
    const begin = performance.now();
    const plan = planFor(this.state, this.#now);
    const placed = performance.now() - begin;
    explain(plan);
    const explained = performance.now() - begin - placed;
    this.#carryOut(plan);
    return { placed, explained, plan };
  }

  /** Some tasks end, and their frameworks ask for as many. */
  change(): void {
    const ends = Math.ceil((this.state.tasks.size * changesOf100000) / 100_000);
    const all = [...this.state.tasks.values()];
    for (let n = 0; n < ends; n++) {
      const task = all[Math.floor(this.#chance() * all.length)]?.view;
      if (task === undefined || !this.state.tasks.has(task.id)) continue;
      this.state.removeTask(task.id);
      this.#ask(Number(task.framework), 1);
    }
  }

  #carryOut({ placements, preemptions, holds, starvedSince }: Plan): void {
    for (const { demand, agent } of placements) {
      const { role, framework, application, priority, need } = demand;
      const endsBy = demand.milliseconds === null ? null : this.#now + demand.milliseconds;
      const task = { id: `task-${this.#begun++}`, agent, role, framework, application, priority, resources: need };
      this.state.setTask({ ...task, startedAt: this.#now, endsBy, ending: false });
      this.#ask(Number(framework), -1);
    }
    for (const { task, grace } of preemptions) this.state.endTask(task, this.#now + grace);
    for (const { view } of this.state.tasks.values())
      if (view.ending && view.endsBy === this.#now) this.state.removeTask(view.id);
    this.state.holds = holds;
    this.state.starvedSince = starvedSince;
  }

  #ask(framework: number, more: number): void {
    const id = `demand-${framework}`;
    const known = this.#waiting.get(id) ?? this.#demand(id, framework);
    const demand = { ...known, count: known.count + more };
    this.#waiting.set(id, demand);
    this.state.setDemand(demand);
  }

  /** Sizes and classes of many kinds; a tenth may run on one rack only. */
  #demand(id: string, n: number): Demand {
    const role = `group-${Math.floor(n / accountsInGroup)}/account-${n}`;
    const need: Resources = { ...nothing, milliCpus: 250 * (2 + (n % 9)), memory: (1 + (n % 7)) * 2 ** 30 };
    const priority: PriorityClass =
      n % 20 === 0 ? 'service' : n % 7 === 0 ? 'interactive' : n % 5 === 0 ? 'scavenger' : 'batch';
    const where = n % 10 === 3 ? [{ attribute: 'rack', values: [`r${n % 8}`], not: false }] : [];
    const common = { id, role, framework: String(n), application: id, priority, need, where };
    return { ...common, count: 0, declined: new Set(), since: this.#now, milliseconds: n % 3 === 0 ? 600_000 : null };
  }

  #role(path: string, guarantee: Partial<Resources>): void {
    this.state.setRole({ path, weight: 1 + (path.length % 2), guarantee, limit: {}, highestClass: 'service' });
  }

  /** From 0 to before 1, the same in each run. */
  #chance(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}

/** Of what is still in use. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
