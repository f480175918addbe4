import type { Plan } from '../rules/plan/plan.ts';
import { rank } from '../rules/priority-class.ts';
import { fits, least, minus, nothing, plus, type Resources, resourceKinds, sum } from '../rules/resources.ts';
import type { AgentView, Hold } from '../rules/snapshot.ts';
import type { ClusterState } from '../rules/state/cluster-state.ts';
import { type Holder, isBelow, unusedRooms } from '../rules/state/reserved-rooms.ts';

/**
 * What every plan must keep to, counted anew from the tasks and not from the allocator's own books. One sentence for each
 * breach.
 *
 * @param state  before the plan is carried out
 */
export function brokenLaws(state: ClusterState, plan: Plan): string[] {
  return [
    ...noAgentHoldsTooMuch(state, plan),
    ...reservedRoomIsLeftAlone(state, plan),
    ...noMorePlacedThanAsked(state, plan),
    ...noRolePassesItsLimit(state, plan),
    ...freedPlacesAreKept(state, plan),
    ...victimsAreLawful(state, plan),
    ...nobodyIsPushedBelowAGuarantee(state, plan),
    ...guessesTakeLittle(state, plan),
    ...fewPlacesAreGathered(state, plan),
  ];
}

function noAgentHoldsTooMuch(state: ClusterState, { placements }: Plan): string[] {
  return [...state.agents.byId.values()].flatMap(({ view, tasks }) => {
    const placed = placements.filter(({ agent }) => agent === view.id);
    if (placed.length > 0 && view.state !== 'active') return [`${view.id} is ${view.state} and gets a task`];
    const held = sum([...[...tasks].map((task) => task.view.resources), ...placed.map(({ demand }) => demand.need)]);
    return fits(held, view.total) ? [] : [`${view.id} holds more than it has`];
  });
}

/** What is reserved and unused is no less than room for it is left: nobody else's task stands in it. */
function reservedRoomIsLeftAlone(state: ClusterState, { placements }: Plan): string[] {
  return [...state.agents.byId.values()].flatMap(({ view, tasks }) => {
    const placed = placements.filter(({ agent }) => agent === view.id);
    if (view.reserved.length === 0 || placed.length === 0) return [];
    const all = [
      ...[...tasks].map((task) => task.view),
      ...placed.map(({ demand }) => ({ role: demand.role, resources: demand.need })),
    ];
    const held = sum(all.map(({ resources }) => resources));
    return fits(unusedRooms(view.reserved, all), minus(view.total, held))
      ? []
      : [`what is reserved on ${view.id} is given to others`];
  });
}

function noMorePlacedThanAsked(state: ClusterState, { placements }: Plan): string[] {
  const placed = Map.groupBy(placements, ({ demand }) => demand.id);
  return [...placed].flatMap(([id, all]) =>
    all.length <= (state.demands.get(id)?.demand.count ?? 0) ? [] : [`${id} gets more tasks than it asked for`],
  );
}

function noRolePassesItsLimit(state: ClusterState, { placements }: Plan): string[] {
  const lines: string[] = [];
  for (const { role } of state.tree.roles()) {
    if (role === null || Object.keys(role.limit).length === 0) continue;
    const placed = placements.filter(({ demand }) => isBelow(demand.role, role.path)).map(({ demand }) => demand.need);
    if (placed.length === 0) continue;
    const held = plus(heldBy(state, role.path), sum(placed));
    for (const kind of resourceKinds)
      if (held[kind] > (role.limit[kind] ?? Number.POSITIVE_INFINITY))
        lines.push(`${role.path} passes its limit of ${kind}`);
  }
  return lines;
}

/** Whoever has a freed place finds it as free as it was, or takes it. */
function freedPlacesAreKept(state: ClusterState, { placements, holds }: Plan): string[] {
  const placedFor = ({ agent, demand }: Hold) =>
    placements.some((one) => one.agent === agent && one.demand.id === demand);
  const good = state.holds.filter((hold) => hold.kind === 'freed' && (holds.includes(hold) || placedFor(hold)));
  return [...Map.groupBy(good, ({ agent }) => agent)].flatMap(([id, kept]) => {
    const agent = state.agents.byId.get(id);
    if (agent === undefined) return [];
    const holders = [...agent.tasks].map(({ view }) => view);
    const strangers = placements
      .filter((one) => one.agent === id && kept.every(({ demand }) => demand !== one.demand.id))
      .map(({ demand }) => ({ role: demand.role, resources: demand.need }));
    const roles = kept.map(({ demand }) => state.demands.get(demand)?.demand.role ?? '');
    const free = freeFor(roles, agent.view, holders);
    const left = freeFor(roles, agent.view, [...holders, ...strangers]);
    const promised = least(free, sum(kept.map(({ resources }) => resources)));
    return fits(promised, left) ? [] : [`a freed place on ${id} was given away`];
  });
}

/** What nobody holds, without what is reserved for others than these roles. */
function freeFor(roles: readonly string[], { total, reserved }: AgentView, holders: readonly Holder[]): Resources {
  const others = reserved.filter((one) => !roles.some((role) => isBelow(role, one.role)));
  const held = sum(holders.map(({ resources }) => resources));
  return minus(total, plus(held, unusedRooms(others, holders)));
}

function victimsAreLawful(state: ClusterState, { preemptions, round }: Plan): string[] {
  return preemptions.flatMap(({ task: id, demand: forWhom, rule }) => {
    const task = state.tasks.get(id)?.view;
    const demand = state.demands.get(forWhom)?.demand;
    if (task === undefined || demand === undefined) return [`${id} is told to end for nothing`];
    const lines: string[] = [];
    if (task.ending) lines.push(`${id} is told to end twice`);
    if (task.priority === 'system') lines.push(`${id} is of the class system and is told to end`);
    if (task.application === demand.application) lines.push(`${id} ends for its own application`);
    const lower = rank(task.priority) > rank(demand.priority);
    if (rule.why === 'higher-class' && !lower) lines.push(`${id} ends for a demand that is not of a higher class`);
    if (rule.why !== 'higher-class' && !lower && isBelow(task.role, rule.role))
      lines.push(`${id} ends for its own role`);
    if (rule.why === 'starved') {
      if (rank(task.priority) < rank(demand.priority)) lines.push(`${id} ends for a lower class that starves`);
      const since = state.starvedSince.get(rule.role);
      if (since === undefined || round.now - since < round.settings.starvedAfter)
        lines.push(`${rule.role} has not starved so long`);
    }
    return lines;
  });
}

function nobodyIsPushedBelowAGuarantee(state: ClusterState, { preemptions, placements, holds }: Plan): string[] {
  const lines: string[] = [];
  for (const { role } of state.tree.roles()) {
    if (role === null || Object.keys(role.guarantee).length === 0) continue;
    const victims = sum(preemptions.filter((one) => isBelow(one.role, role.path)).map(({ resources }) => resources));
    const placed = sum(
      placements.filter(({ demand }) => isBelow(demand.role, role.path)).map(({ demand }) => demand.need),
    );
    const staying = minus(plus(heldBy(state, role.path, false), placed), victims);
    const kept = plus(staying, keptFor(state, holds, role.path));
    for (const kind of resourceKinds)
      if (victims[kind] > 0 && kept[kind] < (role.guarantee[kind] ?? 0))
        lines.push(`${role.path} is pushed below its guarantee of ${kind}`);
  }
  return lines;
}

/** For what nobody has said no task ends, and hardly a place is kept. */
function guessesTakeLittle({ demands, agents }: ClusterState, { preemptions, holds, round }: Plan): string[] {
  const guess = (demand: string) => demands.get(demand)?.demand.guess !== undefined;
  const kept = holds.filter(({ demand }) => guess(demand)).length;
  const most = Math.max(1, Math.floor(agents.ordered.length * round.settings.mostGuessed));
  return [
    ...preemptions.filter(({ demand }) => guess(demand)).map(({ task }) => `${task} ends for a guess`),
    ...(kept > most ? [`${kept} places are kept for guesses`] : []),
  ];
}

/** Where one is added, there are no more than the settings allow. */
function fewPlacesAreGathered({ agents }: ClusterState, { holds, round }: Plan): string[] {
  const gathered = holds.filter(({ kind }) => kind === 'gathered');
  const most = Math.max(1, Math.floor(agents.ordered.length * round.settings.mostGathered));
  const isNew = gathered.some(({ since }) => since === round.now);
  return isNew && gathered.length > most ? [`${gathered.length} places are gathered`] : [];
}

function heldBy(state: ClusterState, role: string, withEnding = true): Resources {
  let held = nothing;
  for (const { view } of state.tasks.values())
    if (isBelow(view.role, role) && (withEnding || !view.ending)) held = plus(held, view.resources);
  return held;
}

function keptFor(state: ClusterState, holds: readonly Hold[], role: string): Resources {
  return sum(
    holds
      .filter(({ demand }) => isBelow(state.demands.get(demand)?.demand.role ?? '', role))
      .map(({ resources }) => resources),
  );
}
