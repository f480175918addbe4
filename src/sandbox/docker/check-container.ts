import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalPid } from '../processes.ts';
import type { ContainerCheck } from './container-job.ts';
import type { EngineClient } from './engine-client.ts';

/** Where the agent hears how checks went: NAME CODE WHAT-IT-SAID. */
const told = 6;
const timedOut = 124;
const noAnswer = 1;

/** Makes a check of a container again and again, and says how it went. */
export async function checkContainer(
  engine: EngineClient,
  containerId: string,
  name: string,
  check: ContainerCheck,
  signal: AbortSignal,
): Promise<void> {
  await sleep(check.delaySeconds * 1000, undefined, { signal }).catch(() => {});
  while (!signal.aborted) {
    const said = await (check.how.kind === 'command'
      ? runWithin(engine, containerId, check.how, check.timeoutSeconds)
      : askWithin(engine, containerId, check)
    ).catch(() => ({ code: noAnswer, text: '' }));
    if (signal.aborted) return;
    writeSync(told, `${name} ${said.code} ${said.text}\n`);
    await sleep(check.intervalSeconds * 1000, undefined, { signal }).catch(() => {});
  }
}

interface Said {
  code: number;
  text: string;
}

/** A command in the container, with its rights. Its output is nobody's. */
async function runWithin(
  engine: EngineClient,
  containerId: string,
  { argv, env }: { argv: readonly string[]; env: Readonly<Record<string, string>> },
  timeoutSeconds: number,
): Promise<Said> {
  const Env = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const made = await engine.ask('POST', `/containers/${containerId}/exec`, { Cmd: argv, Env, Detach: true });
  const id = fieldOf(made.body, 'Id');
  const started = await engine.ask('POST', `/exec/${id}/start`, { Detach: true });
  // It could not be started, as there is no such program.
  if (started.status >= 400) return { code: 127, text: '' };
  const deadline = performance.now() + (timeoutSeconds || Number.POSITIVE_INFINITY) * 1000;
  for (let pause = 20; ; pause = Math.min(500, pause * 2)) {
    const { body } = await engine.ask('GET', `/exec/${id}/json`);
    const code = fieldOf(body, 'ExitCode');
    if (fieldOf(body, 'Running') === false && typeof code === 'number') return { code, text: '' };
    if (performance.now() > deadline) {
      const pid = fieldOf(body, 'Pid');
      if (typeof pid === 'number' && pid > 0) signalPid(pid, 'SIGKILL');
      return { code: timedOut, text: '' };
    }
    await sleep(pause);
  }
}

/** HTTP and TCP ask the container's own loopback. */
async function askWithin(engine: EngineClient, containerId: string, check: ContainerCheck): Promise<Said> {
  const { body } = await engine.ask('GET', `/containers/${containerId}/json`);
  const pid = fieldOf(fieldOf(body, 'State'), 'Pid');
  if (typeof pid !== 'number' || pid === 0) return { code: noAnswer, text: '' };
  const within = ['timeout', '-k', '2', String(check.timeoutSeconds), 'nsenter', `--net=/proc/${pid}/ns/net`];
  const [program = '', ...args] = [...within, ...check.command];
  const child = spawn(program, args, { cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (part: Buffer) => {
    text = (text + part.toString('utf8')).slice(0, 100);
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : noAnswer, text: text.trim() };
}

function fieldOf(body: unknown, key: string): unknown {
  return typeof body === 'object' && body !== null
    ? Object.entries(body).find(([name]) => name === key)?.[1]
    : undefined;
}
