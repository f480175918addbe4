import { setTimeout as sleep } from 'node:timers/promises';
import { AgentError } from './agent-error.ts';
import type { Keeper } from './keeper.ts';

const againMilliseconds = 100;
const patienceMilliseconds = 60_000;

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
      const away = error instanceof AgentError && error.code === 'agent-unreachable';
      if (!away || performance.now() > end) throw error;
    }
  }
}
