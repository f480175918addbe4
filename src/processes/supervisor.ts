import { join } from 'node:path';
import type { StartedProcess } from '../operations/index.ts';
import { BadSetting, type Settings } from '../platform/config/index.ts';
import { Child } from './child.ts';
import { makeDataFolder } from './data-folder.ts';
import { foldersOf, makeFolders } from './folders.ts';
import { lockDataFolder } from './lock.ts';
import { type Ready, secondsToStop } from './parent.ts';
import { knowsPython } from './python-state.ts';
import { installRelease } from './release.ts';
import { saveStartedProcesses } from './started-processes.ts';

export interface SupervisorOptions {
  readonly settings: Settings;
  /** Node's arguments for one of the platform's processes; of several agents the name too. */
  readonly argv: (command: string, name?: string) => readonly string[];
  readonly say: (line: string) => void;
}

/** The first agent is `agent`, others have their names behind it. */
type Name = 'agent' | `agent-${string}` | 'control' | 'gateway' | 'engines';

/** Starts the platform's processes, keeps them running, and ends them when it is asked to. */
export async function supervise({ settings, argv, say }: SupervisorOptions): Promise<void> {
  const folders = foldersOf(settings);
  makeDataFolder(folders.data);
  const lock = lockDataFolder(folders.data);
  makeFolders(folders, settings);
  installRelease(folders.releases);

  const [, ...more] = settings.agents;
  const otherAgents = more.map((name): Name => `agent-${name}`);
  /** What answers people. */
  const served: readonly Name[] = ['agent', ...otherAgents, 'control', 'gateway'];
  let announced = false;
  const ready = new Map<Name, Ready>();
  const children = new Map<Name, Child>();
  const told = (name: Name, message: Ready) => {
    ready.set(name, message);
    if (announced || !served.every((each) => ready.has(each))) return;
    announced = true;
    announce(ready, say);
    if (!ending && !children.has('engines')) children.set('engines', childOf('engines'));
    const address = ready.get('gateway')?.addresses?.[0] ?? '';
    lock.describe({ pid: process.pid, address, startedAt: new Date().toISOString() });
  };
  const started = new Map<string, StartedProcess>([['supervisor', processOf('supervisor', process.pid)]]);
  const began = (name: Name, pid: number) => {
    started.set(name, processOf(name, pid));
    saveStartedProcesses(folders, [...started.values()]);
  };
  let ending = false;
  let refuse = (_error: Error) => {};
  const gone = (name: Name, detail: string, refusal?: string) => {
    const log = join(folders.logs, `${name}.log`);
    if (refusal !== undefined && !announced) refuse(new BadSetting(refusal));
    else if (!ending) say(`${name} ended (${detail}); starting it again. Its log: ${log}`);
  };
  const childOf = (name: Name) =>
    new Child({
      name,
      argv: name.startsWith('agent-') ? argv('agent', name.slice('agent-'.length)) : argv(name),
      env: () => ({
        STOA_ADMIN_PASSWORD: name === 'control' ? process.env.STOA_ADMIN_PASSWORD : undefined,
        STOA_UNTOLD: name === 'control' && !announced ? '1' : undefined,
      }),
      once: name === 'engines',
      endsTasks: name === 'agent' || name.startsWith('agent-'),
      endSeconds: secondsToStop(settings) + 5,
      logFile: join(folders.logs, `${name}.log`),
      onStart: (pid) => began(name, pid),
      onReady: (message) => told(name, message),
      onExit: (detail, refusal) => gone(name, detail, refusal),
    });
  for (const name of served) children.set(name, childOf(name));
  // What an earlier start found holds until it is looked at again, after the rest, whose start it would slow.
  // The first start looks at once: a workspace keeps the Python that is known at its launch.
  if (!knowsPython(folders.data)) children.set('engines', childOf('engines'));

  const refused = await new Promise<Error | undefined>((resolve) => {
    const end = (tasks: 'stop' | 'leave') => {
      if (ending) return;
      ending = true;
      say(tasks === 'stop' ? 'Stopping …' : 'Stopping; workspaces go on …');
      void endAll(children, ['agent', ...otherAgents], tasks).then(() => resolve(undefined));
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end('stop'));
    process.on('SIGUSR2', () => end('leave'));
    refuse = (error) => {
      if (ending) return;
      ending = true;
      // Nothing was begun that one process would need another to end; what an earlier start left is for the next one.
      void Promise.all([...children.values()].map((child) => child.end('unbegun'))).then(() => resolve(error));
    };
  });
  lock.release();
  if (refused) throw refused;
  say('Stopped.');
}

function processOf(name: string, pid: number): StartedProcess {
  return { name, pid, startedAt: Date.now() };
}

/** Control first: it stops the workspaces, for which it needs the agent; what it could not stop the agent ends itself. */
async function endAll(
  children: ReadonlyMap<Name, Child>,
  agents: readonly Name[],
  tasks: 'stop' | 'leave',
): Promise<void> {
  for (const name of ['engines', 'control', 'gateway'] as const) await children.get(name)?.end(tasks);
  await Promise.all(agents.map((name) => children.get(name)?.end(tasks)));
}

function announce(ready: ReadonlyMap<Name, Ready>, say: (line: string) => void): void {
  const [address] = ready.get('gateway')?.addresses ?? [];
  const administrator = ready.get('control')?.administrator;
  say('');
  say(`  Stoa is ready: ${address}`);
  if (administrator?.oneTimePassword !== undefined) {
    say(`  Sign in as:    ${administrator.name}`);
    say(`  Password:      ${administrator.oneTimePassword}   (works once; you choose your own then)`);
  } else if (administrator) say(`  Sign in as:    ${administrator.name}`);
  say('');
  say('  Ctrl-C stops it.');
}
