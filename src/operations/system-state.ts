import type { Static } from 'typebox';
import type { ProbeReport } from '../sandbox/index.ts';
import type { SystemState } from './contract.ts';
import { doctorLines } from './doctor-lines.ts';
import type { OperationsOptions } from './options.ts';
import { processFigures } from './process-figures.ts';

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
    doctor: await doctorLines({
      probe,
      python,
      contentHostSuffix: options.addresses.contentHostSuffix,
      data: options.data,
    }),
    processes: processFigures(options.processes()),
  };
}

function limitRows(probe: ProbeReport) {
  return Object.entries(probe.limits).map(([name, report]) => ({ name, ...report }));
}
