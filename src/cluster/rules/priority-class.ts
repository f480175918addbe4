/** From the one that gives way to nobody to the one that gives way to all. */
export const priorityClasses = ['system', 'service', 'interactive', 'batch', 'scavenger'] as const;

export type PriorityClass = (typeof priorityClasses)[number];

/** 0 is the highest. */
export function rank(priority: PriorityClass): number {
  return priorityClasses.indexOf(priority);
}

/** The rank of those that give way to all. */
export const lowestRank = priorityClasses.length - 1;

/** Whether a role whose highest class is `highest` may ask for this one. */
export function allowed(asked: PriorityClass, highest: PriorityClass): boolean {
  return rank(asked) >= rank(highest);
}
