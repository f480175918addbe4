import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../platform/index.ts';
import type { LauncherOptions } from '../workspace/index.ts';
import type { Folders } from './folders.ts';
import { pythonState } from './python-state.ts';

const largestShareOfMemory = 0.75;

/** A workspace's limits and places, from the settings and from what the host has. */
export function launcherOptions(settings: Settings, folders: Folders): LauncherOptions {
  return {
    limits: {
      memoryBytes: Math.min(settings.memory, Math.floor(totalmem() * largestShareOfMemory)),
      cpus: Math.min(settings.cpus, cpus().length),
      processes: settings.processes,
      diskBytes: settings.homeLimit,
      files: settings.homeFiles,
      scratchBytes: settings.scratch,
    },
    bandwidthBitsPerSecond: settings.bandwidthMbit * 1_000_000,
    internet: settings.internet,
    homes: folders.homes,
    pythonFolder: join(folders.engines, 'python'),
    pythonMounts: () => pythonState(folders.data).mounts,
    pythonRoot: () => pythonState(folders.data).root,
    launchMilliseconds: settings.launchSeconds * 1000,
    graceSeconds: settings.graceSeconds,
    idleStopMilliseconds: settings.idleStopMinutes * 60_000,
    idleWarnMilliseconds: settings.idleWarnMinutes * 60_000,
    filesIdleMilliseconds: settings.filesIdleMinutes * 60_000,
  };
}
