import { readdirSync } from 'node:fs';
import { AgentError } from './agent-error.ts';
import type { Host } from './host.ts';
import type { ProbeReport } from './probe-report.ts';
import type { Tenant } from './task.ts';

/** An ordinary user gives out only the ids that it was given. */
export function refuseOutside({ idsInRange }: Host, { name, uid, gid, groups }: Tenant): void {
  const outside = [uid, gid, ...groups.map((group) => group.gid)].find((id) => id > idsInRange);
  if (outside === undefined) return;
  throw new AgentError(
    'home-unavailable',
    `${name} has the id ${outside}, and the range in /etc/subuid and /etc/subgid ends at ${idsInRange}.`,
    {
      why: 'The platform does not run as root, so ids beyond that range cannot be given.',
      fix: 'Give the account that starts the platform a longer range there, or run the platform as root.',
    },
  );
}

/** Where nothing separates accounts, the first to have a home is the only one: another's programs could read it. */
export function refuseOthers(host: Host, report: ProbeReport, name: string): void {
  const others = readdirSync(host.places.homes).filter((home) => home !== name);
  if (others.length === 0) return;
  throw new AgentError(
    'one-account-only',
    `This host cannot keep accounts apart, so it serves one account, and ${others[0]} has a home here.`,
    {
      why: report.above.at(-1)?.why ?? '',
      fix: 'Run the platform as root, or allow user namespaces; `stoa doctor` says how. To serve several all the same, set sandbox.allow-several-accounts.',
    },
  );
}
