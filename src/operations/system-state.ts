import type { Static } from 'typebox';
import type { ProbeReport } from '../sandbox/index.ts';
import type { SystemState } from './contract.ts';
import type { OperationsOptions } from './operations-room.ts';

/** What the administrator's page shows of this host. */
export async function systemState(options: OperationsOptions): Promise<Static<typeof SystemState>> {
  const probe = await options.agent.probe().catch(() => undefined);
  const python = options.python();
  return {
    version: options.version,
    publicUrl: options.addresses.publicUrl,
    contentHost: options.addresses.contentHostSuffix,
    rung: probe?.rung ?? null,
    rungName: probe?.rungName ?? 'the agent does not answer',
    severalAccounts: probe?.severalAccounts ?? false,
    limits: probe ? limitRows(probe) : [],
    python: { state: python.state, detail: python.detail },
    doctor: [],
    processes: [],
  };
}

function limitRows(probe: ProbeReport) {
  return Object.entries(probe.limits).map(([name, report]) => ({ name, ...report }));
}
