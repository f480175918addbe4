import { availableParallelism } from 'node:os';
import { BadSetting, type Settings } from '../platform/index.ts';
import type { AgentOptions } from '../sandbox/index.ts';
import { agentFolders } from './agent-folders.ts';
import { agentShare } from './agent-share.ts';
import type { Folders } from './folders.ts';
import { hdfsHomes } from './hdfs.ts';

/** @param name  one of the setting `agents` */
export function agentOptions(
  settings: Settings,
  folders: Folders,
  releaseDir: string,
  name = settings.agents[0],
): AgentOptions {
  const own = agentFolders(settings, name);
  const several = settings.agents.length;
  const others = settings.agents.filter((each) => each !== name);
  const rung = settings.minimumRung;
  if (rung !== 1 && rung !== 2 && rung !== 3 && rung !== 4 && rung !== 5)
    throw new BadSetting(`sandbox.minimum-rung: expected 1 to 5, found ${rung}`);
  return {
    dataDir: own.data,
    runDir: folders.run,
    socketName: own.socketName,
    ...(others.length === 0 ? {} : { sharing: { name, others, dataDir: folders.data } }),
    sweeps: several === 1,
    releaseDir,
    control: { uid: settings.controlUid, gid: settings.controlUid },
    gateway: { uid: settings.gatewayUid, gid: settings.gatewayUid },
    lowestRung: rung,
    allowUnconfined: settings.severalAccounts,
    internet: settings.internet,
    closedNetworks: settings.closedNetworks,
    connections: settings.connections,
    bandwidthBitsPerSecond: settings.bandwidthMbit * 1_000_000,
    groupLimits: { diskBytes: settings.groupLimit, files: settings.groupFiles },
    tasks: {
      launches: settings.taskLaunches || 2 * availableParallelism(),
      logFileBytes: settings.taskLogFile,
      logFiles: settings.taskLogFiles,
      logBytesPerSecond: settings.taskLogRate,
      keptEnded: settings.tasksKept,
      keptUnacknowledged: settings.tasksUnacknowledged,
      keptLogBytes: settings.tasksKeptOutput,
      workDays: settings.taskWorkDays,
      sampleSeconds: settings.taskSampleSeconds,
      fetchCacheBytes: settings.taskFetchCache,
    },
    ...hdfsHomes(settings, releaseDir),
    dockerSocket: settings.docker,
    share: {
      ...agentShare(settings, name),
      cpus: settings.agentCpus,
      memoryBytes: settings.agentMemory,
      diskBytes: settings.agentDisk,
      bandwidthBitsPerSecond: settings.agentBandwidthMbit * 1_000_000,
      kept: {
        cpus: settings.agentKeptCpus,
        memoryBytes: settings.agentKeptMemory,
        diskBytes: settings.agentKeptDisk,
      },
    },
    bubblewrap: ['bwrap'],
    toolPath: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
  };
}
