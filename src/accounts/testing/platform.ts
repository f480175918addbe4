import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, createServer, EventStream, openDatabase, platformPolicies, Replica } from '../../platform/index.ts';
import { accountsMigrations } from '../migrations.ts';
import type { AccountsOptions } from '../options.ts';
import { accountsRoom } from '../room.ts';
import { findAccount } from '../store/accounts.ts';
import { Client } from './client.ts';

/** Time that a test moves by hand. The day goes on by itself; what durations are measured with stands still. */
export class TestClock {
  #ahead = 0;
  now = (): number => Date.now() + this.#ahead;
  monotonic = (): number => 1_000_000 + this.#ahead;
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

/** A hash that costs next to nothing, for tests that are not about its cost. */
export const cheapHash = { memoryKiB: 8, passes: 1, parallelism: 1 };
export const origin = 'http://localhost:8080';
export const adminPassword = 'correct horse battery';

/** The room behind a real server and a real database file in a folder of its own. Ends with `await using`. */
export async function startPlatform(
  given: Partial<AccountsOptions> & { firstPassword?: undefined; gateways?: number } = {},
  at?: string,
) {
  const folder = at ?? (await mkdtemp(join(tmpdir(), 'stoa-accounts-')));
  const database = await openDatabase(join(folder, 'state.sqlite'), accountsMigrations);
  const clock = new TestClock();
  const log = createLog('test', 'silent');
  const replica = new Replica(given.gateways);
  const events = new EventStream(clock);
  const foundation = { database, clock, log, events, replica };
  const auditFile = given.auditFile === undefined ? {} : { auditFile: join(folder, given.auditFile) };
  const options = { publicUrl: origin, origins: [origin], hashCost: cheapHash, ...given, ...auditFile };
  const room = await accountsRoom(foundation, options);
  const first = await room.ensureFirstAdministrator('firstPassword' in given ? {} : { password: adminPassword });
  const server = createServer(
    {
      ...{ database, clock, log, bodyLimitBytes: 1 << 20 },
      policies: { ...platformPolicies, ...room.policies },
      identify: room.identify,
      audit: room.auditCommand,
    },
    room.routes,
  );
  room.openProviderDoor(server);
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await server.close();
    await room.close?.();
    await database.close();
  };
  return {
    ...{ room, server, database, clock, replica, events, folder, first, close },
    hashOf: async (name: string) => (await findAccount(database, name))?.passwordHash,
    /** The bytes of the database and of its journal. */
    everythingStored: async () => {
      const files = (await readdir(folder)).map((name) => readFile(join(folder, name)));
      return Buffer.concat(await Promise.all(files));
    },
    client: (remote = '198.51.100.1') => new Client(server, remote),
    async [Symbol.asyncDispose]() {
      await close();
      if (at === undefined) await rm(folder, { recursive: true });
    },
  };
}

export type TestPlatform = Awaited<ReturnType<typeof startPlatform>>;
