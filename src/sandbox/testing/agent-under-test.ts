import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentClient } from '../adapters/agent-socket/agent-client.ts';
import type { AgentPort } from '../agent-port.ts';
import type { AgentOptions } from '../options.ts';
import { places } from '../places.ts';
import { commandOf, everyProcess } from '../processes.ts';
import type { TaskSpec, TaskState } from '../task.ts';

/** Runs in the sandbox: answers with what a shell says. */
const answering = `
import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
createServer(async (request, response) => {
  let script = '';
  for await (const chunk of request) script += chunk;
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  shell.stdout.on('data', (chunk) => { said += chunk; });
  shell.stderr.on('data', (chunk) => { said += chunk; });
  shell.on('error', (cause) => response.end(cause.message));
  shell.on('exit', () => setTimeout(() => response.end(said.trim()), 20));
}).listen({ fd: 3 });
`;

export interface AgentUnderTest {
  port: AgentPort;
  dataDir: string;
  options: AgentOptions;
  /** The agent's process. */
  pid(): number;
  spec(id: string, tenant: string, changes?: Partial<TaskSpec>): TaskSpec;
  /** A task that runs this line in a shell. */
  shell(id: string, tenant: string, line: string, changes?: Partial<TaskSpec>): TaskSpec;
  /** Command lines on this host that begin so. */
  processes(begin: string): string[];
  /** Waits until it is over. */
  end(id: string): Promise<TaskState>;
  /** SIGKILL, as nobody warns of. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends all, and removes the data. */
  remove(): Promise<void>;
}

export const toolPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** @param as goes before the agent's command: who it is, with which rights */
export async function agentUnderTest(
  as: string[] = [],
  owner = 0,
  changes: Partial<AgentOptions> = {},
): Promise<AgentUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stoa-agent-'));
  chmodSync(dataDir, 0o711);
  const releaseDir = join(dataDir, 'release');
  for (const folder of ['bin', 'inside']) mkdirSync(join(releaseDir, folder), { recursive: true });
  shareFile(process.execPath, join(releaseDir, 'bin/node'));
  copyFileSync(join(import.meta.dirname, '../inside/launcher.sh'), join(releaseDir, 'inside/launcher.sh'));
  writeFileSync(join(releaseDir, 'inside/answering.mjs'), answering);
  for (const name of ['fetch', 'work'])
    cpSync(join(import.meta.dirname, '../inside', name), join(releaseDir, 'inside', name), { recursive: true });
  writeFileSync(join(releaseDir, 'inside/package.json'), '{"type":"module"}');
  for (const name of ['fetch', 'work'])
    writeFileSync(join(releaseDir, `inside/${name}.js`), `import './${name}/main.ts';\n`);
  if (owner) chownSync(dataDir, owner, owner);
  const options: AgentOptions = {
    dataDir,
    runDir: join(dataDir, 'run'),
    socketName: 'agent.sock',
    sweeps: true,
    releaseDir,
    control: { uid: 19_998, gid: 19_998 },
    gateway: { uid: 19_997, gid: 19_997 },
    lowestRung: 5,
    allowUnconfined: false,
    internet: false,
    closedNetworks: [],
    connections: 4096,
    bandwidthBitsPerSecond: 0,
    groupLimits: { diskBytes: 2 ** 26, files: 1000 },
    tasks: {
      launches: 4,
      logFileBytes: 2 ** 20,
      logFiles: 3,
      logBytesPerSecond: 2 ** 24,
      keptEnded: 100,
      keptUnacknowledged: 1000,
      keptLogBytes: 16 * 2 ** 20,
      workDays: 7,
      sampleSeconds: 2,
      fetchCacheBytes: 2 ** 20,
    },
    dockerSocket: '',
    share: {
      parts: 1,
      cpus: 0,
      memoryBytes: 0,
      diskBytes: 0,
      bandwidthBitsPerSecond: 0,
      kept: { cpus: 0.5, memoryBytes: 2 ** 29, diskBytes: 2 ** 30 },
      ports: [{ begin: 31_000, end: 32_000 }],
      attributes: { rack: 'r1' },
    },
    bubblewrap: ['bwrap'],
    toolPath,
    ...changes,
  };
  let child: ChildProcess | undefined;
  const port = agentClient(places(options).agentSocket);
  const under: AgentUnderTest = {
    port,
    dataDir,
    options,
    pid: () => child?.pid ?? 0,
    spec: (id, tenant, changes) => ({ ...exampleTask(dataDir, id, tenant), ...changes }),
    shell(id, tenant, line, changes) {
      const processes = [{ name: 'task', argv: ['sh', '-c', line], literal: true, env: {}, restart: false }];
      return { ...exampleTask(dataDir, id, tenant), kind: 'task', processes, listen: [], ...changes };
    },
    processes: (begin) =>
      everyProcess()
        .map((pid) => commandOf(pid).join(' '))
        .filter((command) => command.startsWith(begin)),
    async end(id) {
      for (;;) {
        const state = await port.state(id);
        if (state?.phase === 'ended' || state?.phase === 'failed') return state;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async kill() {
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await gone;
    },
    async start() {
      const [program = '', ...args] = [
        ...as,
        join(releaseDir, 'bin/node'),
        join(import.meta.dirname, 'agent-process.ts'),
        JSON.stringify(options),
      ];
      const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: toolPath }, cwd: '/' });
      child = started;
      let said = '';
      started.stderr.on('data', (chunk) => {
        said += chunk;
      });
      await new Promise<void>((resolve, reject) => {
        started.stdout.once('data', () => resolve());
        started.once('exit', (code) => reject(new Error(`the agent ended with ${code}: ${said}`)));
      });
    },
    async remove() {
      const last = agentClient(places(options).agentSocket, () => 1e9);
      for (const task of await port.list().catch(() => [])) await last.stop(task.id, 0);
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGTERM');
      await gone;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await under.start();
  return under;
}

export const tenants: Record<string, number> = {
  alice: 20_001,
  bob: 20_002,
  carol: 20_003,
  dora: 20_004,
  emil: 20_005,
};

function exampleTask(dataDir: string, id: string, tenant: string): TaskSpec {
  const uid = tenants[tenant] ?? 20_099;
  return {
    id,
    kind: 'workspace',
    tenant: { name: tenant, uid, gid: uid, groups: [{ name: 'team', gid: 30_001 }] },
    processes: [
      {
        name: 'workspace',
        argv: ['$STOA_RELEASE/bin/node', '$STOA_RELEASE/inside/answering.mjs'],
        env: { SECRET: `of ${tenant}` },
        restart: true,
        listen: ['server'],
      },
    ],
    listen: ['server'],
    home: join(dataDir, 'homes', tenant),
    mounts: [],
    env: {},
    cwd: '',
    limits: {
      memoryBytes: 256 * 2 ** 20,
      cpus: 1,
      processes: 60,
      diskBytes: 64 * 2 ** 20,
      files: 500,
      scratchBytes: 32 * 2 ** 20,
    },
    network: 'none',
    graceSeconds: 2,
  };
}

/** What a shell in the task says to `script`; waits while its server is not there yet, for at most 10 s. */
export async function inside(task: TaskState, script: string): Promise<string> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await ask(task.sockets.server ?? '', script);
    } catch (cause) {
      if (performance.now() > deadline) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

function ask(socketPath: string, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { socketPath, method: 'POST', path: '/', agent: false, timeout: 15_000 },
      async (response) => {
        try {
          let text = '';
          for await (const chunk of response) text += chunk;
          resolve(text);
        } catch (cause) {
          reject(cause);
        }
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.once('error', reject);
    outgoing.end(script);
  });
}

/** A copy that costs nothing where the file system allows it. */
function shareFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Why these tests cannot run here; undefined when they can. */
export function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!toolPath.split(':').some((folder) => existsSync(join(folder, 'bwrap')))) return 'needs bubblewrap (bwrap)';
  return undefined;
}
