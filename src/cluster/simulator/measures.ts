import type { Plan } from '../rules/plan/plan.ts';
import { type PriorityClass, priorityClasses } from '../rules/priority-class.ts';
import { Spread } from './spread.ts';

/** A role's part of the cluster over time: parts times milliseconds. */
interface Lived {
  held: number;
  fair: number;
  /** By how much it had less than its fair share. */
  short: number;
}

/** What is counted while a simulation runs. */
export class Measures {
  readonly waits = new Map(priorityClasses.map((priority) => [priority, new Spread()]));
  readonly preemptions = new Map<PriorityClass, number>();
  readonly cycles = new Spread();
  readonly roles = new Map<string, Lived>();
  placed = 0;
  lost = 0;
  milliseconds = 0;
  #used = 0;
  #last: { at: number; used: number; roles: [string, number, number][] } | null = null;

  waited(priority: PriorityClass, milliseconds: number): void {
    this.placed++;
    this.waits.get(priority)?.add(milliseconds);
  }

  preempted(priority: PriorityClass): void {
    this.preemptions.set(priority, (this.preemptions.get(priority) ?? 0) + 1);
  }

  /** Microseconds are what tells one small cluster from another. */
  cycle(milliseconds: number): void {
    this.cycles.add(milliseconds * 1000);
  }

  /** What holds from now until the next cycle. */
  shares(now: number, { round }: Plan): void {
    this.until(now);
    const { held, fairShares, state } = round;
    const roles = [...state.tree.roles()].map((node): [string, number, number] => [
      node.name,
      held.share(node),
      fairShares[node.row] ?? 0,
    ]);
    this.#last = { at: now, used: held.share(state.tree.root), roles };
  }

  until(now: number): void {
    if (this.#last === null) return;
    const passed = now - this.#last.at;
    if (passed <= 0) return;
    this.milliseconds += passed;
    this.#used += this.#last.used * passed;
    for (const [name, held, fair] of this.#last.roles) {
      const lived = this.roles.get(name) ?? { held: 0, fair: 0, short: 0 };
      this.roles.set(name, lived);
      lived.held += held * passed;
      lived.fair += fair * passed;
      lived.short += Math.max(0, fair - held) * passed;
    }
    this.#last.at = now;
  }

  /** The part of the scarcest resource that was held, on average. */
  get utilisation(): number {
    return this.milliseconds === 0 ? 0 : this.#used / this.milliseconds;
  }
}
