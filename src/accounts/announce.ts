import type { EventStream } from '../platform/index.ts';

/** Tells open pages that accounts have changed: administrators, and the people themselves. */
export function announceAccounts(events: EventStream, names: readonly string[]): void {
  for (const name of names)
    for (const audience of ['administrators', name]) events.publish({ type: 'account', audience, data: { name } });
}

/** Tells the open pages of somebody who is being suspended why they end; nobody else can ask for that. */
export function announceSuspension(events: EventStream, name: string): void {
  events.publish({ type: 'account', audience: name, data: { name, state: 'suspended' } });
}

/** Tells administrators' open pages that a group has changed. */
export function announceGroup(events: EventStream, name: string): void {
  events.publish({ type: 'group', audience: 'administrators', data: { name } });
}
