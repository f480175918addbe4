import type { FastifyInstance } from 'fastify';
import type { Room } from '../../platform/index.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../upkeep.ts';
import { CallRate } from './call-rate.ts';
import { ClientSessions } from './client-sessions.ts';
import { openProviderDoor } from './door.ts';
import { LiveProvider } from './live-provider.ts';
import type { ProviderOptions } from './options.ts';
import type { ProviderParts } from './parts.ts';
import { providerPolicies } from './policy.ts';
import { providerRoutes } from './routes.ts';
import { watchSignIns } from './sign-ins.ts';
import { dropExpiredRecords, hasExpiredRecords } from './store/records.ts';

const sweepEveryMilliseconds = 15_000;
const codesPerMinute = 30;

export interface OpenProvider extends Room {
  /** Serves its addresses on control's server. */
  openDoor(app: FastifyInstance): void;
}

/** The platform as OpenID Connect provider: other sites sign people in with it. */
export async function openProvider(parts: Parts, providerOptions: ProviderOptions): Promise<OpenProvider> {
  const { foundation, options, revocations } = parts;
  const { clock, database, log } = foundation;
  const provider = new LiveProvider(foundation, options, providerOptions, (made) =>
    watchSignIns(made, foundation, revocations),
  );
  await provider.renewKeys();
  const sites = new ClientSessions(foundation, provider);
  revocations.handleAccounts((account) => sites.settle(account));
  const all: ProviderParts = {
    ...{ ...parts, provider, providerOptions, sites },
    codes: new CallRate(codesPerMinute, () => clock.monotonic()),
  };
  const sweep = repeat(log, sweepEveryMilliseconds, async () => {
    await sites.settle();
    const now = clock.now();
    if (await hasExpiredRecords(database, now)) await database.commit(dropExpiredRecords(now));
    await provider.renewKeys();
  });
  return {
    routes: providerRoutes(all),
    policies: providerPolicies,
    openDoor: (app) => openProviderDoor(app, all),
    async close() {
      await sweep.end();
      await sites.close();
    },
  };
}
