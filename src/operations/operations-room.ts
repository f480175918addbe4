import { type Foundation, type Room, route } from '../platform/index.ts';
import type { AgentPort } from '../sandbox/index.ts';
import { followEvents, getPlatform, getSystem } from './contract.ts';
import { eventsFor } from './follow-events.ts';
import type { StartedProcess } from './process-figures.ts';
import { systemState } from './system-state.ts';

export interface OperationsOptions {
  readonly version: string;
  readonly addresses: { readonly publicUrl: string; readonly contentHostSuffix: string | null };
  readonly agent: AgentPort;
  /** The data folder. */
  readonly data: string;
  processes(): readonly StartedProcess[];
  python(): { readonly state: 'ready' | 'preparing' | 'missing'; readonly detail: string };
}

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
