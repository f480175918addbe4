import { type ResourceKind, type Resources, sharedKinds } from './resources.ts';

/**
 * The largest fraction of any one resource that a role holds, divided by its weight.
 * Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4.
 *
 * @param total   what the cluster has; a resource that it lacks is not counted
 * @param weight  greater than 0
 */
export function dominantShare(held: Resources, total: Resources, weight: number): number {
  let share = 0;
  if (total.milliCpus > 0) share = Math.max(share, held.milliCpus / total.milliCpus);
  if (total.memory > 0) share = Math.max(share, held.memory / total.memory);
  if (total.disk > 0) share = Math.max(share, held.disk / total.disk);
  if (total.inodes > 0) share = Math.max(share, held.inodes / total.inodes);
  if (total.bandwidth > 0) share = Math.max(share, held.bandwidth / total.bandwidth);
  return share / weight;
}

/** The resource of which it holds the largest fraction; undefined when it holds nothing that the cluster has. */
export function dominantKind(held: Resources, total: Resources): ResourceKind | undefined {
  let best: ResourceKind | undefined;
  let share = 0;
  for (const kind of sharedKinds) {
    const fraction = total[kind] > 0 ? held[kind] / total[kind] : 0;
    if (fraction > share) [best, share] = [kind, fraction];
  }
  return best;
}
