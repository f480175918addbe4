import { join } from 'node:path';
import { type ClusterOptions, clusterMigrations, clusterRoom, nextEpoch } from '../../src/cluster/index.ts';
import {
  createLog,
  createServer,
  EventStream,
  type Identity,
  openDatabase,
  platformPolicies,
  Replica,
  systemClock,
} from '../../src/platform/index.ts';
import type { AgentPort } from '../../src/sandbox/index.ts';

export const account = 'ada';
const askedAtATime = 256;
const asked = { command: ['true'], resources: { cpus: 1, memory: 1_000_000 } };
const identity: Identity = {
  ...{ account, uid: 20_000, administrator: true, via: 'token', credentialId: 'bench' },
  ...{ scopes: ['all'], mustChangePassword: false },
};
const grace = 30_000;
const options: ClusterOptions = {
  ...{
    version: 'bench',
    highestClass: 'service',
    mostTasks: 1_000_000,
    mostVolumes: 100,
    mostEnded: 1_000_000,
    agentLostMilliseconds: 600_000,
    mostCommandBytes: 100_000,
    mostEndedFrameworks: 100,
    mostWants: 500,
    keepEndedMilliseconds: 3_600_000,
  },
  ...{ offerMilliseconds: 30_000, cycleEvery: 10, reportEvery: 1000 },
  grace: { system: grace, service: grace, interactive: grace, batch: grace, scavenger: grace },
  sandbox: () => ({
    ...{ home: '/home/ada', mounts: [], env: {}, network: 'none' },
    ...{ processes: 100, diskBytes: 2 ** 30, files: 1000, scratchBytes: 2 ** 20 },
  }),
};

export interface Control {
  /** So many tasks, many at a time; each is stored when its answer comes. */
  ask(count: number, signal: AbortSignal): Promise<void>;
  /** How often a task came into the state, and how often the allocator has reported. */
  readonly counts: { running: number; finished: number; reports: number };
  /** Tasks that have not ended, as the API counts them. */
  live(): Promise<number>;
  close(): Promise<void>;
}

/** The cluster's part of control, over a real database. */
export async function startControl(folder: string, agent: AgentPort): Promise<Control> {
  const database = await openDatabase(join(folder, 'state.sqlite'), clusterMigrations);
  const log = createLog('bench', 'error');
  const events = new EventStream(systemClock, 100);
  const foundation = { database, clock: systemClock, log, events, replica: new Replica(1) };
  const tenant = { name: account, uid: 20_000, gid: 20_000, groups: [] };
  const directory = { tenant: async () => tenant, hasGroup: async () => true, primaryGroup: async () => 'everyone' };
  const epoch = await nextEpoch(database, Date.now());
  const failed = (error: Error) => log.error({ err: error }, 'the allocator has failed');
  const room = clusterRoom({ foundation, epoch, options, directory, agents: new Map([['local', agent]]), failed });
  const server = createServer(
    {
      ...{ database, clock: systemClock, log, bodyLimitBytes: 1_000_000 },
      policies: { ...platformPolicies, ...room.policies },
      identify: async () => identity,
      audit: () => ({ sql: 'select 1', parameters: [] }),
    },
    room.routes,
  );
  const counts = { running: 0, finished: 0, reports: 0 };
  events.listen(({ type, data }) => {
    if (type === 'cluster') counts.reports++;
    const state = type === 'task' && typeof data === 'object' && data !== null && 'state' in data ? data.state : '';
    if (state === 'running' || state === 'finished') counts[state]++;
  });
  await room.recover();
  let closed = false;
  return {
    async ask(count, signal) {
      let next = 0;
      const asker = async () => {
        while (next++ < count) {
          signal.throwIfAborted();
          const { statusCode, body } = await server.inject({ method: 'POST', url: '/api/tasks', payload: asked });
          if (statusCode >= 300) throw new Error(`a task was not accepted: ${body}`);
        }
      };
      await Promise.all(Array.from({ length: askedAtATime }, asker));
    },
    counts,
    async live() {
      const { body } = await server.inject({ url: '/api/tasks?state=live&limit=1' });
      return JSON.parse(body).total;
    },
    async close() {
      if (closed) return;
      closed = true;
      await room.close();
      await server.close();
      await database.close();
    },
  };
}
