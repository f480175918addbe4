import type { LimitReport } from '../../sandbox/index.ts';
import type { KnownAgent } from '../agents/agents.ts';

const limit: LimitReport = { enforced: 'yes', how: 'simulated', why: '' };
const resources = { milliCpus: 16_000, memory: 2 ** 36, disk: 2 ** 40, inodes: 2 ** 24, bandwidth: 0, ports: 1001 };

/** An agent with 16 cores and 64 GiB. */
export function simulatedHost(id: string): KnownAgent {
  return {
    ...{
      id,
      whole: resources,
      total: resources,
      keptBack: { ...resources, milliCpus: 0, memory: 0, disk: 0, inodes: 0 },
    },
    ...{
      attributes: { hostname: id, agent: id, rack: id.slice(-1) },
      ports: [{ begin: 31_000, end: 32_000 }],
      reserved: [],
    },
    probe: {
      ...{ rung: 1, rungName: 'simulated', above: [], severalAccounts: true, at: 0 },
      host: { kernel: '', bubblewrap: '', cpus: 16, memoryBytes: 2 ** 36 },
      limits: {
        ...{ 'files-private': limit, 'processes-private': limit, 'network-private': limit, 'system-calls': limit },
        ...{ memory: limit, cpu: limit, processes: limit, 'disk-bytes': limit, 'disk-files': limit },
        ...{ bandwidth: limit, internet: limit },
      },
    },
    ...{ registeredAt: 0, seenAt: 0, reachable: true, wish: 'active', since: 0, drainUntil: null, markGone: false },
  };
}
