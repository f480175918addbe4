import type { Placed } from '../allocator/messages.ts';
import type { ExecutorDesk } from '../executors/executor-desk.ts';
import type { Ranges } from '../rules/ranges.ts';
import type { StoredPreemption } from '../tasks/stored-preemption.ts';
import type { FrameworkLook } from './look.ts';

/** What the rest of the room needs of frameworks. */
export interface FrameworkDesk {
  /** The agent is gone for now, or for ever: whoever had something there hears so. */
  agentLost(id: string): void;
  readonly executors: ExecutorDesk;
  /** Whether it is a framework that wants this, and not a task that waits. */
  wants(demand: string): boolean;
  /** The allocator has found a place for what a framework wants. */
  placed(placed: Placed): void;
  /** Something was placed on the agent: offers of what is not free any more are taken back. */
  check(agentId: string): void;
  /** Ports of an agent for a task that has its place there, until they are stored; undefined: there are not so many. */
  promisePorts(task: string, agent: string, wanted: number): Ranges | undefined;
  portsStored(task: string): void;
  /** Who gets the place that tasks make for this demand; undefined when nobody wants it any more. */
  winner(demand: string): StoredPreemption['winner'] | undefined;
  /** A framework's name; its id where it is not known any more. */
  nameOf(id: string): string;
  /** Whether it knows what to do with a task that may run, on an agent that nobody can ask. */
  livesWithPartitions(id: string): boolean;
  look(id: string): FrameworkLook | undefined;
  /** All, those that were torn down too. */
  looks(): FrameworkLook[];
  tearDown(id: string): Promise<void>;
  /** The workspace is over: what ran in it ends, unless it was told to stay. */
  workspaceOver(taskId: string): Promise<void>;
}
