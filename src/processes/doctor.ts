import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { doctorLines } from '../operations/index.ts';
import type { Settings } from '../platform/index.ts';
import { agentClient, type ProbeReport, probeHost } from '../sandbox/index.ts';
import { addressesOf } from './addresses.ts';
import { agentOptions } from './agent-options.ts';
import { foldersOf } from './folders.ts';
import { holderOf } from './lock.ts';
import { pythonState } from './python-state.ts';
import { builtRelease } from './release.ts';

/**
 * Says line by line what this host can do and what is missing; asks the running platform where there is one.
 *
 * @returns the exit code: 0 when all is well, 1 otherwise
 */
export async function doctor(settings: Settings, say: (line: string) => void): Promise<number> {
  const folders = foldersOf(settings);
  const running = holderOf(folders.data);
  const told = await agentClient(folders.agentSocket)
    .probe()
    .catch(() => undefined);
  if (running) say(`The platform runs at ${running.address}.`);
  else if (told) say('The agent of the platform runs, started by itself.');
  else say('The platform does not run; this host was probed now.');
  const report = told ?? (running ? undefined : await probeNow(settings));
  const lines = await doctorLines({
    probe: report,
    python: pythonState(folders.data),
    contentHostSuffix: addressesOf(settings).contentHostSuffix,
    data: running || told ? folders.data : tmpdir(),
  });
  for (const { name, ok, detail, fix } of lines) {
    say(`${ok ? 'ok  ' : 'off '} ${name}: ${detail}`);
    if (!ok && fix !== '') say(`     ${fix}`);
  }
  return lines.every(({ ok }) => ok) ? 0 : 1;
}

async function probeNow(settings: Settings): Promise<ProbeReport> {
  const data = mkdtempSync(join(tmpdir(), 'stoa-doctor-'));
  try {
    const folders = foldersOf({ ...settings, data });
    return await probeHost(agentOptions(settings, folders, builtRelease));
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
