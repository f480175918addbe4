/** What the core of the cluster and whoever speaks for a framework say to each other. */

export type * from './framework-port/core.ts';
export type * from './framework-port/executors.ts';
export type * from './framework-port/offers.ts';
export type * from './framework-port/records.ts';
export type * from './framework-port/shares.ts';
export type * from './framework-port/tasks.ts';
