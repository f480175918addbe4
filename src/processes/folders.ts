import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../platform/index.ts';
import { refusing } from './data-folder.ts';

/** Where the processes keep their things. Everything that lasts is below `data`; `run` holds sockets only. */
export interface Folders {
  readonly data: string;
  readonly run: string;
  readonly control: string;
  readonly agent: string;
  readonly releases: string;
  readonly engines: string;
  readonly homes: string;
  readonly groups: string;
  readonly logs: string;
  readonly controlSocket: string;
  /** Of the first agent. */
  readonly agentSocket: string;
}

/** A unix socket's path ends at 107 bytes; `/tasks/<id up to 48>/server.sock` and the like need 70 of them. */
const longestRun = 107 - 70;

export function foldersOf({ data, engines }: Pick<Settings, 'data' | 'engines'>): Folders {
  const inData = join(data, 'run');
  const short = join(tmpdir(), `stoa-${createHash('sha256').update(data).digest('hex').slice(0, 8)}`);
  const run = Buffer.byteLength(inData) <= longestRun ? inData : short;
  return {
    data,
    run,
    control: join(data, 'control'),
    agent: join(data, 'agent'),
    releases: join(data, 'releases'),
    engines: engines === '' ? join(data, 'engines') : engines,
    homes: join(data, 'homes'),
    groups: join(data, 'groups'),
    logs: join(data, 'logs'),
    controlSocket: join(run, 'control', 'control.sock'),
    agentSocket: join(run, 'agent', 'agent.sock'),
  };
}

/**
 * Makes the folders with the owners and modes that keep the processes apart: control's state is control's alone, the
 * agent's orders come through a folder that control alone may enter, and so on. Tenants may pass through, not look.
 */
export function makeFolders(folders: Folders, settings: Settings): void {
  const root = process.getuid?.() === 0;
  const owner = (uid: number) => (root ? uid : undefined);
  const control = owner(settings.controlUid);
  const gateway = owner(settings.gatewayUid);
  const passage = root ? 0o711 : 0o700;
  makeFolder(folders.data, passage);
  makeFolder(folders.run, passage);
  makeFolder(folders.releases, 0o755);
  refusing('engines', folders.engines, () => {
    makeFolder(folders.engines, 0o755);
    makeFolder(join(folders.engines, 'python'), 0o755);
  });
  makeFolder(folders.homes, passage);
  makeFolder(folders.groups, passage);
  makeFolder(folders.logs, 0o700);
  makeFolder(folders.agent, 0o700);
  makeFolder(folders.control, 0o700, control, control);
  makeFolder(join(folders.run, 'control'), 0o710, control, gateway);
  makeFolder(join(folders.run, 'agent'), 0o710, owner(0), control);
  makeFolder(join(folders.run, 'gateway'), 0o711, gateway, gateway);
}

function makeFolder(path: string, mode: number, uid?: number, gid?: number): void {
  mkdirSync(path, { recursive: true, mode });
  chmodSync(path, mode);
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}
