import { join } from 'node:path';
import { AgentError } from './agent-error.ts';
import { becomeTenant } from './become-tenant.ts';
import type { Host } from './host.ts';
import type { WorkListing, WorkPart, WorkPlace } from './rules/work-place.ts';
import { runTool } from './run-tool.ts';

/**
 * What is in a task's work folder, looked at with the tenant's own rights and from its home, of which nothing is
 * touched by us. Undefined: there is no such thing.
 */
export async function listWork(host: Host, place: WorkPlace): Promise<WorkListing | undefined> {
  return (await ask<WorkListing>(host, place, {})) ?? undefined;
}

export async function readWork(
  host: Host,
  place: WorkPlace,
  read: { offset: number; maxBytes: number },
): Promise<WorkPart | undefined> {
  const part = await ask<{ size: number; bytes: string }>(host, place, { read });
  return part === null ? undefined : { size: part.size, bytes: Buffer.from(part.bytes, 'base64') };
}

async function ask<Answer>(host: Host, { id, tenant, path }: WorkPlace, more: object): Promise<Answer | null> {
  const names = ['.stoa', 'tasks', id, ...path.split('/').filter((name) => name !== '')];
  if (names.includes('..') || names.includes('.')) return null;
  const separate = host.rung === 1 || host.rung === 2 || host.rung === 4;
  const within = [...host.enterUser, 'sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh'];
  const { releaseDir, toolPath } = host.options;
  const program = [join(releaseDir, 'bin/node'), join(releaseDir, 'inside/work.js')];
  const { code, stdout, stderr } = await runTool(
    [...within, join(host.places.homes, tenant.name), ...(separate ? becomeTenant(tenant) : []), ...program],
    { path: toolPath, input: JSON.stringify({ names, ...more }) },
  );
  if (code !== 0) throw new AgentError('agent-failed', `The work folder could not be looked at: ${stderr}`);
  return JSON.parse(stdout) as Answer | null;
}
