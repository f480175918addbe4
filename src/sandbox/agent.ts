import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentError } from './agent-error.ts';
import type { AgentPort } from './agent-port.ts';
import { serveAgent } from './agent-server.ts';
import { closeInherited } from './close-inherited.ts';
import { openDocker } from './docker/docker.ts';
import { epochGuard } from './epoch-guard.ts';
import { openEventLog } from './event-log.ts';
import { localAgent } from './local-agent.ts';
import type { AgentOptions, Log } from './options.ts';
import { places } from './places.ts';
import { probe } from './probe.ts';
import type { ProbeReport, Rung } from './probe-report.ts';
import { type Ladder, rungNames } from './rules/ladder.ts';
import { closeUserRange } from './user-range.ts';

const systemFolders = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface RunningAgent {
  agent: AgentPort;
  socketPath: string;
  /** Stops serving. Tasks that are left go on, and the next agent adopts them; those that are stopped end, with grace. */
  close(tasks: 'stop' | 'leave'): Promise<void>;
  /** SIGKILL to all that runs: there is no time left. */
  endAtOnce(): void;
}

/** The agent process: probes the host, adopts what runs, serves its port. */
export async function startAgent(given: AgentOptions, log: Log): Promise<RunningAgent> {
  const options = withSystemTools(given);
  closeInherited();
  makeFolders(options);
  const { host, report } = await probe(options, (ladder) => refuseBelow(options.lowestRung, ladder));
  if (options.hdfs && !host.homeImages) throw cannotMountHdfs(report);
  const events = openEventLog(host.places.events);
  const docker = openDocker(host, log);
  await docker.look();
  const agent = localAgent(host, events, report, docker, log);
  const server = await serveAgent(agent, host.places.agentSocket, options.control, epochGuard(host.places.epoch), log);
  log.info({ rung: report.rung, socket: host.places.agentSocket }, `agent: ${report.rungName}`);
  return {
    agent,
    socketPath: host.places.agentSocket,
    endAtOnce: () => agent.endAtOnce(),
    async close(tasks) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agent.close(tasks);
    },
  };
}

function refuseBelow(lowest: Rung, { rung, above }: Ladder): void {
  if (rung <= lowest) return;
  throw new AgentError(
    'rung-too-low',
    `This host gives rung ${rung} (${rungNames[rung]}), the settings ask for ${lowest} or better.`,
    {
      why: above.map(({ rung, why }) => `${rung}: ${why}`).join(' '),
      fix: 'See `stoa doctor`, or allow a lower rung in the settings.',
    },
  );
}

const cannotMountHdfs = ({ rungName }: ProbeReport): AgentError =>
  new AgentError('rung-too-low', 'Homes in HDFS cannot be opened on this host.', {
    why: `They are mounted, which takes root, loop devices and /dev/fuse; this host gives: ${rungName}.`,
    fix: 'Start the platform as root on such a host, or set storage.kind to local.',
  });

/** What a host can enforce, found without serving anything; `options.dataDir` may be an empty folder. */
export async function probeHost(given: AgentOptions): Promise<ProbeReport> {
  const options = withSystemTools(given);
  makeFolders(options);
  const { host, report } = await probe(options);
  await host.networks.close();
  host.cgroups.close();
  closeUserRange(host.places.userRange);
  return report;
}

/** An ordinary user's PATH often lacks the folders that ip, nft and mkfs are in. */
const withSystemTools = (options: AgentOptions): AgentOptions => ({
  ...options,
  toolPath: `${systemFolders}:${options.toolPath}`,
});

/** Folders that others pass through are closed to listing; what is only the agent's is closed. */
function makeFolders(options: AgentOptions): void {
  const at = places(options);
  const make = (path: string, mode: number) => {
    mkdirSync(path, { recursive: true, mode });
    chmodSync(path, mode);
  };
  mkdirSync(options.dataDir, { recursive: true, mode: 0o711 });
  make(options.runDir, 0o711);
  for (const folder of [at.homes, at.groups, at.volumes]) make(folder, 0o711);
  for (const folder of ['tasks', 'inside', 'runtime']) make(join(options.runDir, folder), 0o711);
  for (const folder of [dirname(at.tasks), at.tasks, at.etc, at.streams, at.networks, dirname(at.images), at.images])
    make(folder, 0o700);
  make(at.sharing, 0o700);
  if (options.hdfs) make(at.hdfs, 0o711);
}
