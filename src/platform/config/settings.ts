import {
  addresses,
  agentNames,
  attributes,
  attributesOfAgents,
  bytes,
  choice,
  decimal,
  flag,
  integer,
  networks,
  portRanges,
  text,
  weights,
} from './setting.ts';

const GiB = 2 ** 30;
const MiB = 2 ** 20;

/**
 * Everything that can be set. Each comes, in this order, from the command line (`--key value`), the environment
 * (`STOA_KEY`, dots as underscores), the TOML file, or its default. An empty text means: decided at start.
 */
export const settings = {
  data: text('data', '', 'folder of everything that lasts; /var/lib/stoa for root, else the user data folder'),
  engines: text('engines', '', 'folder of Python and other engines; engines in the data folder by default'),
  config: text('config', '', 'the TOML file; stoa.toml in the data folder when it exists'),
  listen: text('listen', 'localhost:8080', 'address and port to listen at; localhost is both loopback addresses'),
  publicUrl: text('public-url', '', 'address that people type; tenants’ hosts are *. below its host'),
  contentHost: text('content-host', '', 'suffix of tenants’ own hosts; the public host by default, "off" for none'),
  tlsCert: text('tls-cert', '', 'certificate chain (PEM); read again when it changes'),
  tlsKey: text('tls-key', '', 'private key (PEM); read again when it changes'),
  mesosListen: text(
    'mesos-listen',
    '',
    'address and port of the Mesos API alone, such as 127.0.0.1:5050; none by default',
  ),
  trustedProxies: text('trusted-proxies', '', 'addresses whose X-Forwarded-For is believed, comma-separated'),
  logLevel: choice('log-level', ['trace', 'debug', 'info', 'warn', 'error'], 'info', 'how much is logged'),

  sessionIdleHours: integer('accounts.session-idle-hours', [1, 8760], 24 * 7, 'a session unused for so long ends'),
  sessionHours: integer('accounts.session-hours', [1, 87600], 24 * 30, 'a session ends after so long at the latest'),
  invitationHours: integer('accounts.invitation-hours', [1, 8760], 72, 'an invitation link works for so long'),
  openidClients: integer('openid.clients', [0, 10_000], 200, 'sites that may be registered to sign people in'),
  openidAccessMinutes: integer('openid.access-minutes', [1, 1440], 15, 'what a site is given works for so long'),
  openidRefreshDays: integer(
    'openid.refresh-days',
    [1, 3650],
    14,
    'a site that asks for more in so long need not ask anew',
  ),
  openidKeyDays: integer(
    'openid.key-days',
    [1, 3650],
    30,
    'what sites are told is signed with a new key after so long',
  ),
  openidCalls: integer(
    'openid.calls-per-minute',
    [10, 1_000_000],
    600,
    'calls of one address to where sites sign people in',
  ),
  firstUid: integer('accounts.first-uid', [1000, 2_000_000_000], 20_000, 'uids and gids of tenants begin here'),

  controlUid: integer('service.control-uid', [1, 2_000_000_000], 19_998, 'uid and gid of control when started as root'),
  gatewayUid: integer(
    'service.gateway-uid',
    [1, 2_000_000_000],
    19_999,
    'uid and gid of the gateway when started as root',
  ),
  bodyLimit: bytes('service.body-limit', [1024, 64 * MiB], 4 * MiB, 'largest JSON request that control takes'),
  gatewayAloneMinutes: integer('gateway.alone-minutes', [1, 1440], 10, 'the gateway serves so long without control'),

  minimumRung: integer('sandbox.minimum-rung', [1, 5], 5, 'refuse to start below this rung of confinement (1 is best)'),
  severalAccounts: flag(
    'sandbox.allow-several-accounts',
    false,
    'serve several accounts even where nothing separates them',
  ),
  internet: flag('sandbox.internet', true, 'give workspaces the internet where the host can, never its own loopback'),
  closedNetworks: networks(
    'sandbox.closed-networks',
    'networks that no workspace may reach, such as 10.0.0.0/8; their name servers still answer',
  ),
  connections: integer(
    'sandbox.connections',
    [16, 1_000_000],
    4096,
    'connections that a workspace may have to the internet at a time, where the platform runs as root',
  ),
  bandwidthMbit: integer(
    'sandbox.bandwidth-mbit',
    [0, 1_000_000],
    0,
    'each workspace’s bandwidth, Mbit/s; 0: no limit',
  ),

  taskLaunches: integer(
    'tasks.launches',
    [0, 1000],
    0,
    'so many tasks are being started on a host at a time; 0: two for each core',
  ),
  taskLogFile: bytes(
    'tasks.log-file',
    [64 * 1024, GiB],
    2 * MiB,
    'a file of a task’s output that is so long is followed by another',
  ),
  taskLogFiles: integer('tasks.log-files', [2, 1000], 5, 'files kept of each stream of a task’s output'),
  taskLogRate: bytes(
    'tasks.log-rate',
    [64 * 1024, GiB],
    16 * MiB,
    'a task that prints more on a stream in a second waits',
  ),
  tasksKept: integer('tasks.kept', [0, 1_000_000], 500, 'ended tasks that a host keeps, with their output'),
  tasksUnacknowledged: integer(
    'tasks.kept-unacknowledged',
    [100, 1_000_000],
    10_000,
    'and those whose end control has not written down yet',
  ),

  tasksKeptOutput: bytes(
    'tasks.kept-output',
    [0, 1024 * GiB],
    4 * GiB,
    'most that the output of ended tasks takes of a host’s disk',
  ),
  taskWorkDays: integer('tasks.work-days', [1, 36_500], 7, 'an ended task’s work folder stays in the home for so long'),
  taskFetchCache: bytes(
    'tasks.fetch-cache',
    [0, 1024 * GiB],
    2 * GiB,
    'fetched files that a home keeps for its next tasks',
  ),
  taskSampleSeconds: integer('tasks.sample-seconds', [1, 3600], 10, 'what a task uses is looked at once in so long'),

  agents: agentNames(
    'agents',
    ['local'],
    'names of the agents that run on this host, each with a share of it; workspaces run on the first',
  ),
  agentWeights: weights('agent.weights', 'shares of the host of several agents, such as local:3;second:1; else 1'),
  attributesOfAgents: attributesOfAgents(
    'agent.own-attributes',
    'those of single agents, such as local/rack:r1;second/rack:r2',
  ),
  agentCpus: decimal('agent.cpus', [0, 4096], 0, 'cores of this host for the platform; 0: all'),
  agentMemory: bytes('agent.memory', [0, 65_536 * GiB], 0, 'memory of this host for the platform; 0: all'),
  agentDisk: bytes('agent.disk', [0, 1024 * 1024 * GiB], 0, 'disk of this host for the platform; 0: what is free'),
  agentBandwidthMbit: integer(
    'agent.bandwidth-mbit',
    [0, 10_000_000],
    0,
    'bandwidth of this host for tasks, Mbit/s; 0: what its network says, else 1000',
  ),
  agentKeptCpus: decimal('agent.kept-cpus', [0, 1024], 0.25, 'cores of that kept from tasks, for the platform itself'),
  agentKeptMemory: bytes('agent.kept-memory', [0, 1024 * GiB], 512 * MiB, 'memory kept for the platform itself'),
  agentKeptDisk: bytes('agent.kept-disk', [0, 1024 * GiB], 2 * GiB, 'disk kept for the platform itself'),
  agentPorts: portRanges(
    'agent.ports',
    [{ begin: 31_000, end: 32_000 }],
    'ports offered to tasks, such as 31000-32000',
  ),
  docker: text(
    'agent.docker',
    '',
    'socket of a Docker engine on this host that tasks may run in, such as /run/docker.sock; empty: none',
  ),
  agentAttributes: attributes('agent.attributes', 'what tasks may ask of a host, such as rack:r1;disk:ssd'),

  highestClass: choice(
    'cluster.highest-class',
    ['service', 'interactive', 'batch', 'scavenger'],
    'interactive',
    'class that a role without one of its own may ask for at most',
  ),
  mostVolumes: integer('cluster.most-volumes', [0, 100_000], 100, 'volumes of a role'),
  mostTasks: integer('cluster.most-tasks', [1, 1_000_000], 10_000, 'tasks of an account that have not ended'),
  mostFrameworks: integer('cluster.most-frameworks', [1, 100_000], 100, 'frameworks of an account at a time'),
  mostEndedFrameworks: integer(
    'cluster.most-ended-frameworks',
    [0, 100_000],
    100,
    'ended frameworks of an account that are known',
  ),
  mostWants: integer(
    'cluster.most-wants',
    [1, 100_000],
    500,
    'things that all frameworks of an account ask for at once, with the offers that they hold',
  ),
  mostWatchers: integer(
    'cluster.operator-streams',
    [1, 10_000],
    10,
    'streams of the Mesos API’s operator events that an account has open',
  ),
  mesosCalls: integer(
    'cluster.calls-per-second',
    [1, 100_000],
    200,
    'calls of an account to the Mesos API; more wait for their turn',
  ),
  mostCommand: bytes(
    'cluster.most-command',
    [1024, MiB],
    64 * 1024,
    'a task’s command with its environment, files to fetch, checks and labels',
  ),
  mostEnded: integer('cluster.most-ended', [0, 1_000_000], 2000, 'ended tasks of an account that are known'),
  keepEndedHours: integer('cluster.keep-ended-hours', [1, 87_600], 168, 'what an ended task was is known for so long'),
  agentLostMinutes: decimal(
    'cluster.agent-lost-minutes',
    [0.01, 525_600],
    10,
    'tasks of an agent that does not answer for so long are told to be unreachable, or lost',
  ),
  taskGraceSeconds: integer('cluster.grace-seconds', [0, 3600], 30, 'between telling a task to end and killing it'),
  scavengerGraceSeconds: integer('cluster.scavenger-grace-seconds', [0, 3600], 5, 'the same for scavengers'),
  offerSeconds: integer('cluster.offer-seconds', [1, 86_400], 30, 'an offer that nobody answers is taken back'),
  cycleMilliseconds: integer('cluster.cycle-milliseconds', [1, 60_000], 10, 'from one allocation to the next at least'),

  memory: bytes(
    'workspace.memory',
    [256 * MiB, 4096 * GiB],
    4 * GiB,
    'memory of a workspace; at most 3/4 of the host’s',
  ),
  cpus: decimal('workspace.cpus', [0.1, 1024], 2, 'cores of a workspace'),
  reservedCpus: decimal('workspace.reserved-cpus', [0.001, 1024], 0.05, 'cores that a workspace is counted with'),
  reservedMemory: bytes(
    'workspace.reserved-memory',
    [MiB, 4096 * GiB],
    256 * MiB,
    'memory that a workspace is counted with; it may use up to workspace.memory',
  ),
  processes: integer('workspace.processes', [64, 1_000_000], 1024, 'processes and threads of a workspace'),
  scratch: bytes('workspace.scratch', [16 * MiB, 1024 * GiB], GiB, '/tmp of a workspace; counts as memory when used'),
  idleStopMinutes: decimal(
    'workspace.idle-stop-minutes',
    [0, 525_600],
    60,
    'an idle workspace stops after so long; 0: never',
  ),
  idleWarnMinutes: decimal('workspace.idle-warn-minutes', [0, 1440], 5, 'and is warned of so long before'),
  launchSeconds: integer('workspace.launch-seconds', [5, 3600], 60, 'a launch that takes longer has failed'),
  graceSeconds: integer('workspace.grace-seconds', [0, 600], 5, 'between asking a workspace to stop and ending it'),

  storage: choice('storage.kind', ['local', 'hdfs'], 'local', 'where homes and groups’ folders are'),
  hdfsNameNodes: addresses(
    'storage.hdfs.namenodes',
    'host:port of the HTTP server of each NameNode, such as nn1:9870, nn2:9870',
  ),
  hdfsUser: text('storage.hdfs.user', 'stoa', 'the service’s name in HDFS, which may act for the tenants’ group there'),
  hdfsSuperuser: text('storage.hdfs.superuser', 'hdfs', 'who makes homes in HDFS and sets their quotas'),
  hdfsHomes: text('storage.hdfs.homes', '/user', 'folder of homes in HDFS'),
  hdfsGroups: text('storage.hdfs.groups', '/groups', 'folder of groups’ folders in HDFS'),
  hdfsReplication: integer('storage.hdfs.replication', [1, 512], 3, 'copies that HDFS keeps; quotas count each'),
  hdfsAnswerSeconds: integer(
    'storage.hdfs.answer-seconds',
    [1, 3600],
    30,
    'a server of HDFS that is silent for so long',
  ),
  hdfsPatienceSeconds: integer(
    'storage.hdfs.patience-seconds',
    [0, 3600],
    45,
    'an active NameNode is looked for during a hand-over for so long',
  ),
  hdfsConnections: integer(
    'storage.hdfs.connections',
    [1, 1000],
    32,
    'connections of a process to each server of HDFS',
  ),
  homeLimit: bytes('storage.home-limit', [64 * MiB, 1024 * 1024 * GiB], 20 * GiB, 'size of a home'),
  homeFiles: integer('storage.home-files', [1000, 1_000_000_000], 1_000_000, 'files and folders in a home'),
  groupLimit: bytes('storage.group-limit', [64 * MiB, 1024 * 1024 * GiB], 20 * GiB, 'size of a group’s folder'),
  groupFiles: integer('storage.group-files', [1000, 1_000_000_000], 1_000_000, 'files and folders in a group’s'),
  filesIdleMinutes: integer(
    'storage.files-idle-minutes',
    [1, 1440],
    5,
    'a file server that nobody uses ends after so long',
  ),

  python: text('python', '', 'the python3 to use; the first on the path by default, "off" for none'),
};

export type Settings = { readonly [K in keyof typeof settings]: (typeof settings)[K]['fallback'] };
