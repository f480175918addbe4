import { type Foundation, type Room, route } from '../platform/index.ts';
import { followEvents, getPlatform, getSystem } from './contract.ts';
import { eventsFor } from './follow-events.ts';
import type { OperationsOptions } from './options.ts';
import { systemState } from './system-state.ts';

export function operationsRoom(foundation: Foundation, options: OperationsOptions): Room {
  return {
    policies: {},
    routes: [
      route(followEvents, async (ctx, { query }) =>
        eventsFor(ctx, foundation.events, query.after ?? ctx.header('last-event-id')),
      ),
      route(getSystem, () => systemState(options)),
      route(getPlatform, async () => ({
        version: options.version,
        contentHost: options.addresses.contentHostSuffix,
        python: { state: options.python().state, detail: options.python().detail },
      })),
    ],
  };
}
