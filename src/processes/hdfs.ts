import { join } from 'node:path';
import { BadSetting, type Logger, type Settings } from '../platform/index.ts';
import { AgentError, type AgentOptions, type AgentPort } from '../sandbox/index.ts';
import { HdfsEndpoint, HdfsHomes, serverNetworks, WebHdfs } from '../storage/index.ts';

const second = 1000;

function clusterOf(settings: Settings) {
  if (settings.hdfsNameNodes.length === 0)
    throw new BadSetting('storage.hdfs.namenodes: expected the addresses of the NameNodes, as storage.kind is hdfs');
  return {
    nameNodes: settings.hdfsNameNodes,
    answerMilliseconds: settings.hdfsAnswerSeconds * second,
    patienceMilliseconds: settings.hdfsPatienceSeconds * second,
    connections: settings.hdfsConnections,
  };
}

/** What the agent needs to open homes that are in HDFS; nothing where they are on this host. */
export function hdfsHomes(settings: Settings, releaseDir: string): Pick<AgentOptions, 'hdfs'> {
  if (settings.storage !== 'hdfs') return {};
  return {
    hdfs: {
      command: [join(releaseDir, 'bin', 'node'), join(releaseDir, 'inside', 'mount-hdfs.js')],
      cluster: { ...clusterOf(settings), service: settings.hdfsUser, replication: settings.hdfsReplication },
      homes: settings.hdfsHomes,
      groups: settings.hdfsGroups,
    },
  };
}

/** Networks that no tenant may reach, since who reaches HDFS itself can say to be anybody there. */
export async function closedToTenants(settings: Settings, log: Logger): Promise<readonly string[]> {
  if (settings.storage !== 'hdfs') return [];
  const { nameNodes, answerMilliseconds } = clusterOf(settings);
  const { networks, complete } = await serverNetworks(nameNodes, answerMilliseconds);
  if (!complete)
    log.warn({ nameNodes }, 'no NameNode tells where its DataNodes are: tenants are kept from the NameNodes alone');
  return networks;
}

function homesOf(settings: Settings): HdfsHomes {
  return new HdfsHomes(new WebHdfs({ ...clusterOf(settings), user: settings.hdfsSuperuser }), {
    homes: settings.hdfsHomes,
    groups: settings.hdfsGroups,
    replication: settings.hdfsReplication,
    home: { bytes: settings.homeLimit, files: settings.homeFiles },
    group: { bytes: settings.groupLimit, files: settings.groupFiles },
  });
}

/** What answers WebHDFS at the gateway; undefined: the accounts' own files servers do. */
export function hadoopFiles(settings: Settings): HdfsEndpoint | undefined {
  if (settings.storage !== 'hdfs') return undefined;
  return new HdfsEndpoint(new WebHdfs({ ...clusterOf(settings), user: settings.hdfsUser }), homesOf(settings));
}

/** Sees to it that homes and groups' folders are there in HDFS when they are wanted. */
export interface PreparedHomes {
  /** An agent that lets no task begin before those of its tenant are there. */
  readonly agent: (agent: AgentPort) => AgentPort;
  /** Makes an account's home at its first sign-in. */
  readonly signedIn: (account: string) => void;
}

export function preparedHomes(settings: Settings, log: Logger): PreparedHomes {
  if (settings.storage !== 'hdfs') return { agent: (agent) => agent, signedIn: () => {} };
  const homes = homesOf(settings);
  const failed = (account: string) => (cause: unknown) =>
    log.warn({ err: cause, account }, 'the home in HDFS is made later, before it is used');
  return {
    agent: (agent) => withHomes(agent, homes),
    signedIn: (account) => void homes.ensureHome(account).catch(failed(account)),
  };
}

function withHomes(agent: AgentPort, homes: HdfsHomes): AgentPort {
  return {
    ...agent,
    async launch(spec, signal) {
      const { name, groups } = spec.tenant;
      await Promise.all([homes.ensureHome(name), ...groups.map((group) => homes.ensureGroup(group.name))]).catch(
        (cause: unknown) => {
          throw unavailable(name, cause);
        },
      );
      return agent.launch(spec, signal);
    },
  };
}

const unavailable = (account: string, cause: unknown): AgentError =>
  new AgentError('home-unavailable', `The home of ${account} in HDFS cannot be reached.`, {
    why: cause instanceof Error ? cause.message : String(cause),
    fix: 'See whether a NameNode answers, then start again.',
    cause,
  });
