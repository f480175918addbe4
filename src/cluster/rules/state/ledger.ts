import { type ResourceKind, type Resources, sharedKinds } from '../resources.ts';
import { type Amounts, kindCount } from './amounts.ts';
import type { ShareNode } from './role-tree.ts';

/** A limit that would be passed. */
export interface LimitPassed {
  readonly role: string;
  readonly kind: ResourceKind;
  readonly held: number;
  readonly limit: number;
}

/** Who holds what, for every node of the role tree; what a node holds, those above it hold as well. */
export class Ledger {
  readonly amounts: Amounts;
  /** One over what the cluster has, for each kind that counts in shares; 0 where it has none. */
  readonly #parts: Float64Array;

  /** @param total  what the cluster has */
  constructor(total: Resources, amounts: Amounts) {
    this.amounts = amounts;
    this.#parts = Float64Array.from(sharedKinds, (kind) => (total[kind] > 0 ? 1 / total[kind] : 0));
  }

  /** Rows are less than this. */
  get rows(): number {
    return this.amounts.rows.length / kindCount;
  }

  held(node: ShareNode): Resources {
    return this.amounts.get(node.row);
  }

  /**
   * The largest fraction of any one resource that it holds.
   * Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4.
   */
  share(node: ShareNode): number {
    const { rows } = this.amounts;
    const parts = this.#parts;
    const at = node.row * kindCount;
    let share = 0;
    for (let kind = 0; kind < parts.length; kind++) {
      const part = (rows[at + kind] ?? 0) * (parts[kind] ?? 0);
      if (part > share) share = part;
    }
    return share;
  }

  /** Its share over its weight: the smaller, the sooner it is its turn. */
  weighted(node: ShareNode): number {
    return this.share(node) / node.weight;
  }

  shareOf({ milliCpus, memory, disk, inodes, bandwidth }: Resources): number {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = this.#parts;
    return Math.max(milliCpus * a, memory * b, disk * c, inodes * d, bandwidth * e);
  }

  /** The node and all above it hold so much more, or less. */
  add(node: ShareNode, some: Resources, factor = 1): void {
    for (let each: ShareNode | null = node; each !== null; each = each.parent) this.amounts.add(each.row, some, factor);
  }

  /** The first limit, from the leaf up, that the node would pass with so much more. */
  limitPassed(node: ShareNode, need: Resources): LimitPassed | null {
    for (let each: ShareNode | null = node; each !== null; each = each.parent)
      for (const { kind, amount } of each.limit) {
        const held = this.amounts.of(each.row, kind);
        if (need[kind] > 0 && held + need[kind] > amount) return { role: each.name, kind, held, limit: amount };
      }
    return null;
  }

  /** The role, of it and those above, whose guarantee has room for so much more; null when none has. */
  guaranteed(node: ShareNode, need: Resources): ShareNode | null {
    for (let each: ShareNode | null = node; each !== null; each = each.parent) {
      const { row, guarantee } = each;
      if (guarantee.length === 0) continue;
      if (guarantee.every(({ kind, amount }) => this.amounts.of(row, kind) + need[kind] <= amount)) return each;
    }
    return null;
  }

  /** The role that would have less than its guarantee, were so much taken from the node; null when none would. */
  neededForGuarantee(node: ShareNode, some: Resources): ShareNode | null {
    for (let each: ShareNode | null = node; each !== null; each = each.parent) {
      const { row, guarantee } = each;
      if (guarantee.some(({ kind, amount }) => some[kind] > 0 && this.amounts.of(row, kind) - some[kind] < amount))
        return each;
    }
    return null;
  }
}
