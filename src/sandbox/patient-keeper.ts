import { setTimeout as sleep } from 'node:timers/promises';
import { AgentError, type AgentErrorCode } from './agent-error.ts';
import type { Keeper } from './keeper.ts';

const againMilliseconds = 100;
const patienceMilliseconds = 60_000;
const passing = new Set<AgentErrorCode>(['agent-unreachable', 'stale-epoch']);

/** Asks a keeper that may just be started again, until it answers; making a home twice is making it once. */
export function patientKeeper(keeper: Keeper): Keeper {
  return {
    ensureHome: (tenant, limits) => patiently(() => keeper.ensureHome(tenant, limits)),
    ensureGroup: (group) => patiently(() => keeper.ensureGroup(group)),
  };
}

async function patiently(ask: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + patienceMilliseconds; ; await sleep(againMilliseconds)) {
    try {
      return await ask();
    } catch (error) {
      // The other may have heard a new control first, which speaks to this agent in a moment.
      const passes = error instanceof AgentError && passing.has(error.code);
      if (!passes || performance.now() > end) throw error;
    }
  }
}
