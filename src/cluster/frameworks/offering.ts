import { stateOf } from '../agents/agents.ts';
import type { Placed } from '../allocator/messages.ts';
import { monotonic } from '../allocator/monotonic.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { count, type Ranges, takeLowest, tidy, without } from '../rules/ranges.ts';
import { fits, least, minus, nothing, plus, type Resources, resourceKinds, sum } from '../rules/resources.ts';
import { unusedRooms } from '../rules/state/reserved-rooms.ts';
import type { VolumeRecord } from '../store/volumes.ts';
import { volumeShare } from '../volumes/volume-share.ts';
import { isUsable } from '../volumes/volumes-of-task.ts';
import { type Appetite, frameworkOf } from './appetite.ts';
import type { LiveFramework } from './live-framework.ts';
import { Offers, type OpenOffer } from './offers.ts';
import { ownReserved } from './own-reserved.ts';

/** As in Mesos: what was turned down comes again after so long, where the framework says nothing else. */
const refuseMilliseconds = 5_000;

/**
 * Offers what the allocator has placed. A silent framework is offered all that is free on the agent, as in Mesos; but only
 * what it is taken to need is booked for it. The rest is surplus: when somebody who said what he needs gets it, the offer
 * is rescinded.
 */
export class Offering {
  readonly offers: Offers;
  readonly #parts: ClusterParts;
  readonly #framework: (id: string) => LiveFramework | undefined;
  readonly #appetite: Appetite;
  /** By the task that is being stored with them. */
  readonly #promised = new Map<string, { readonly agent: string; readonly ports: Ranges }>();

  constructor(
    parts: ClusterParts,
    epoch: number,
    framework: (id: string) => LiveFramework | undefined,
    appetite: Appetite,
  ) {
    this.#parts = parts;
    this.offers = new Offers(epoch);
    this.#framework = framework;
    this.#appetite = appetite;
  }

  offeredTo(frameworkId: string): readonly OpenOffer[] {
    return this.offers.of(frameworkId);
  }

  offer({ demand, agent: agentId, spare }: Placed): void {
    const framework = this.#framework(frameworkOf(demand));
    const agent = this.#parts.agents.get(agentId);
    const want = framework?.wants?.get(demand);
    const needed = framework && this.#appetite.needOf(framework, demand);
    const role = framework && this.#appetite.met(framework, demand);
    if (
      framework === undefined ||
      framework.sink === null ||
      role === undefined ||
      needed === undefined ||
      agent === undefined ||
      stateOf(agent) !== 'active'
    ) {
      this.#parts.allocator.change({ type: 'over', task: demand });
      if (framework !== undefined) this.#appetite.refresh(framework);
      return;
    }
    const base = needed;
    const id = this.offers.newId();
    // Its name is free for the next demand as soon as it is booked under the offer's own.
    this.#parts.allocator.change(
      { type: 'over', task: demand },
      { type: 'task', task: this.#booking(framework, id, agentId, role, base) },
    );
    if (want === undefined) this.#share(role, agentId);
    const ports = this.#portsFor(agentId, base.ports);
    const surplus = { ...this.#surplus(role, agentId, spare), ports: Math.max(0, count(ports) - base.ports) };
    const reserved = ownReserved(this.#parts, role, agentId, this.#claimsOn(agentId));
    const own = sum(reserved.map(({ resources }) => resources));
    const kept = this.#volumes(role, agentId);
    const timer = setTimeout(() => this.#late(id), this.#parts.options.offerMilliseconds).unref();
    const offer: OpenOffer = {
      id,
      frameworkId: framework.record.id,
      agentId,
      hostname: agent.attributes.hostname ?? agentId,
      role,
      share: {
        resources: { ...plus(plus(minus(base, least(base, own)), own), surplus), ports: count(ports) },
        ports,
      },
      reserved,
      kept,
      volumes: kept.map((volume) => volumeShare(this.#parts, volume)),
      attributes: new Map(Object.entries(agent.attributes)),
      booked: id,
      base,
      surplus,
      since: monotonic(),
      timer,
    };
    this.offers.add(offer);
    framework.sink.offers([offer]);
    this.#appetite.refresh(framework);
  }

  /**
   * Ports of the agent for a task that has its place there; nobody else's until `portsStored`.
   *
   * @returns undefined when there are not so many
   */
  promisePorts(task: string, agent: string, wanted: number): Ranges | undefined {
    const ports = takeLowest(this.#portsFor(agent, wanted), wanted);
    if (ports !== undefined) this.#promised.set(task, { agent, ports });
    return ports;
  }

  /** The task has them now, or will not. */
  portsStored(task: string): void {
    this.#promised.delete(task);
  }

  /** What of it is left goes back, and comes again when the time is over. */
  decline(framework: LiveFramework, offerId: string, refuseMs: number | null): void {
    const offer = this.offers.get(offerId);
    if (offer === undefined || offer.frameworkId !== framework.record.id) return;
    framework.choosy.add(offer.role);
    this.#appetite.turnedDown(framework, offer.role, offer.share.resources);
    this.giveBack(framework, offer, refuseMs);
  }

  /** The offer is over; the framework knows. */
  giveBack(framework: LiveFramework, offer: OpenOffer, refuseMs: number | null): void {
    this.offers.take(offer.id);
    this.#parts.allocator.change({ type: 'over', task: offer.booked });
    this.refuse(framework, offer, refuseMs);
  }

  /** Not there again for a while: at least until the next cycle, or not at all when the framework wants none of that. */
  refuse(framework: LiveFramework, { role, agentId, share }: OpenOffer, refuseMs: number | null): void {
    const milliseconds = refuseMs ?? refuseMilliseconds;
    const again = () => this.#appetite.refresh(framework);
    if (milliseconds > 0) framework.filter(role, agentId, share.resources, Math.max(milliseconds, 1000), again);
    else setTimeout(again, 1000).unref();
    if (milliseconds > 0) again();
  }

  /** All that it has is gone; it is not told. */
  dropAll(framework: LiveFramework): void {
    for (const offer of this.offers.of(framework.record.id)) {
      this.offers.take(offer.id);
      this.#parts.allocator.change({ type: 'over', task: offer.booked });
    }
  }

  /** Rescinds offers of what somebody else has now, and of an agent that takes no work. */
  check(agentId: string): void {
    const agent = this.#parts.agents.get(agentId);
    const active = agent !== undefined && stateOf(agent) === 'active';
    let free: Resources | undefined;
    for (const offer of this.offers.on(agentId)) {
      if (active && !hasSurplus(offer)) continue;
      free ??= this.#free(agentId);
      if (active && fits(offer.surplus, free)) continue;
      this.#rescind(offer);
      free = undefined;
    }
  }

  /** Nobody may hold an offer for ever; who does is offered the agent again a while later. */
  #late(id: string): void {
    const offer = this.offers.get(id);
    const framework = offer && this.#framework(offer.frameworkId);
    if (offer === undefined || framework === undefined) return;
    framework.sink?.rescind(id);
    framework.choosy.add(offer.role);
    this.#appetite.leftUnanswered(framework, offer.role);
    this.giveBack(framework, offer, null);
  }

  #rescind(offer: OpenOffer): void {
    this.offers.take(offer.id);
    this.#parts.allocator.change({ type: 'over', task: offer.booked });
    const framework = this.#framework(offer.frameworkId);
    framework?.sink?.rescind(offer.id);
    if (framework !== undefined) this.#appetite.refresh(framework);
  }

  /** What is free of the agent beside tasks, what is reserved and what is booked for offers. */
  #free(agentId: string): Resources {
    const { total, reserved } = this.#parts.agents.get(agentId) ?? { total: nothing, reserved: [] };
    const { resources, tasks } = this.#parts.holdings.onAgent(agentId);
    const booked = [
      ...this.offers.on(agentId).map(({ role, base }) => ({ role, resources: base })),
      ...this.offers.acceptedOn(agentId).map(({ role, share }) => ({ role, resources: share.resources })),
    ];
    const kept = reserved.length === 0 ? nothing : unusedRooms(reserved, [...tasks.values(), ...booked]);
    return minus(minus(total, plus(resources, kept)), sum(booked.map((one) => one.resources)));
  }

  /**
   * Takes the surplus of an agent from another role that does not answer, for one that has none anywhere: however many
   * frameworks one role has, another's is offered as much in its turn.
   */
  #share(role: string, agentId: string): void {
    if (this.offers.all().some((offer) => offer.role === role && hasSurplus(offer))) return;
    const youngest = monotonic() - this.#parts.options.offerMilliseconds / 3;
    for (const offer of this.offers.on(agentId))
      if (offer.role !== role && hasSurplus(offer) && offer.since <= youngest) this.#rescind(offer);
  }

  /** What is free and nobody else was offered, as far as the role's limits go. */
  #surplus(role: string, agentId: string, spare: Resources): Resources {
    const offered = sum(this.#claimsOn(agentId).map(({ surplus }) => surplus));
    let most = least(minus(spare, offered), spare);
    const group = role.split('/', 1)[0] ?? role;
    for (const path of [group, role]) {
      const { limit } = this.#parts.roles.view(path);
      const held = this.#parts.holdings.inRole(path).resources;
      const left = { ...most };
      for (const kind of resourceKinds) {
        const bound = limit[kind];
        if (bound !== undefined) left[kind] = Math.max(0, Math.min(left[kind], bound - held[kind]));
      }
      most = left;
    }
    return most;
  }

  /** Offers that are out, and those whose tasks are being stored. */
  #claimsOn(agentId: string): OpenOffer[] {
    return [...this.offers.on(agentId), ...this.offers.acceptedOn(agentId)];
  }

  /** Of the role, and neither a task's nor in another's offer. */
  #volumes(role: string, agentId: string): readonly VolumeRecord[] {
    const { volumes } = this.#parts;
    const all = volumes.on(agentId);
    if (all.length === 0) return all;
    const offered = new Set(this.#claimsOn(agentId).flatMap(({ kept }) => kept.map(({ id }) => id)));
    return all.filter((one) => isUsable(role, one) && volumes.userOf(one.id) === undefined && !offered.has(one.id));
  }

  /** What is free of the agent's ports; where that is too little, what others were offered beyond their need comes back. */
  #portsFor(agentId: string, wanted: number): Ranges {
    for (const offer of [...this.offers.on(agentId), undefined]) {
      const free = this.#freePorts(agentId);
      if (offer === undefined || count(free) >= wanted) return free;
      if (offer.surplus.ports > 0) this.#rescind(offer);
    }
    return [];
  }

  #freePorts(agentId: string): Ranges {
    const total = this.#parts.agents.get(agentId)?.ports ?? [];
    const { withPorts } = this.#parts.holdings.onAgent(agentId);
    const used = [...withPorts.values()].flatMap(({ ports }) => ports);
    const offered = this.#claimsOn(agentId).flatMap(({ share }) => share.ports);
    const promised = [...this.#promised.values()].flatMap(({ agent, ports }) => (agent === agentId ? ports : []));
    return without(tidy(total), tidy([...used, ...offered, ...promised]));
  }

  #booking(framework: LiveFramework, id: string, agent: string, role: string, resources: Resources) {
    const { record, priority } = framework;
    const now = monotonic();
    return {
      ...{ id, agent, role, framework: record.id, application: record.id, priority, resources },
      ...{ startedAt: now, endsBy: now + this.#parts.options.offerMilliseconds, ending: true },
    };
  }
}

function hasSurplus({ surplus }: OpenOffer): boolean {
  return resourceKinds.some((kind) => surplus[kind] > 0);
}
