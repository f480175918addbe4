import { readFileSync, statSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { descriptor } from '../descriptors.ts';
import { containerRequest, volumesOfImage } from '../rules/container.ts';
import { inside } from '../rules/inside-paths.ts';
import { checkContainer } from './check-container.ts';
import { processesBelow } from './container-groups.ts';
import type { ContainerJob } from './container-job.ts';
import { type CopiedOutput, copyOutput } from './copy-output.ts';
import { engineClient, saidBy } from './engine-client.ts';

/**
 * Has a task's container made, passes on what it prints, and writes down how it ended: the agent may be away meanwhile,
 * and the engine too, for a while. It holds what tells by its closing that the task is over.
 */
const job = JSON.parse(readFileSync(descriptor.args, 'utf8').replace(/\0$/, '')) as ContainerJob;
const engine = engineClient(job.socketPath);
/** The engine may be started again in between. */
const patienceMs = 60_000;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const { id, output } = await begin(true)
  .catch((cause: unknown) => (isWithoutInit(cause) ? begin(false) : Promise.reject(cause)))
  .catch(notStarted);
writeSync(descriptor.plan, 'started\n');
const checking = new AbortController();
for (const [name, check] of Object.entries(job.checks)) void checkContainer(engine, id, name, check, checking.signal);
const code = await Promise.race([untilItEnds(), untilNothingRuns()]);
checking.abort();
await output.ended();
const { body } = await engine.ask('GET', `/containers/${id}/json`).catch(() => ({ body: {} }));
const oomKills = stateOf(body).OOMKilled === true ? 1 : 0;
writeSync(descriptor.status, `{ "oom-kills": ${oomKills} }\n{ "exit-code": ${code} }\n`);
await engine.ask('DELETE', `/containers/${id}?force=1&v=1`).catch(() => {});
process.exit(code);

async function begin(init: boolean): Promise<{ id: string; output: CopiedOutput }> {
  const id = await create(init);
  const output = copyOutput(engine, id);
  await output.attached;
  await start(id).catch((cause: unknown) => {
    void output.ended();
    throw cause;
  });
  return { id, output };
}

/** Not every engine was installed with it. */
function isWithoutInit(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('docker-init');
}

async function create(init: boolean): Promise<string> {
  const found = await engine.ask('GET', `/images/${job.image}/json`);
  const imageId = textOf(found.body, 'Id');
  // A beginning of an image's id is no name.
  if (found.status === 404 || imageId.slice('sha256:'.length).startsWith(job.image))
    throw new Error(`The engine of this agent has no image ${job.image}.`);
  if (found.status !== 200) throw new Error(saidBy(found));
  const volumes = volumesOfImage(found.body);
  if ('why' in volumes) throw new Error(volumes.why);
  const request = containerRequest({ ...job.view, image: imageId }, volumes, init);
  await engine.ask('DELETE', `/containers/${job.name}?force=1&v=1`);
  const made = await engine.ask('POST', `/containers/create?name=${job.name}`, request);
  if (made.status !== 201) throw new Error(saidBy(made));
  return textOf(made.body, 'Id');
}

async function start(id: string): Promise<void> {
  const answer = await engine.ask('POST', `/containers/${id}/start`);
  if (answer.status >= 400) throw new Error(saidBy(answer));
  const { body } = await engine.ask('GET', `/containers/${id}/json`);
  const pid = stateOf(body).Pid;
  // Zero: it is over already.
  if (typeof pid !== 'number' || pid === 0) return;
  if (!processesBelow(job.groups).includes(pid) && isRunning(pid))
    throw new Error('The engine did not put the container below the control groups of its task.');
  if (!seesHome(pid) && isRunning(pid)) throw new Error('The engine does not see the homes as the agent mounts them.');
}

function seesHome(pid: number): boolean {
  const here = statSync(job.view.home, { throwIfNoEntry: false });
  const there = statSync(`/proc/${pid}/root${inside.home(job.view.tenant.name)}`, { throwIfNoEntry: false });
  return here !== undefined && here.dev === there?.dev && here.ino === there.ino;
}

function isRunning(pid: number): boolean {
  return statSync(`/proc/${pid}/root/.`, { throwIfNoEntry: false }) !== undefined;
}

/** Its exit code; where the engine is away for long, or has lost it, we end without one. */
async function untilItEnds(): Promise<number> {
  for (let deadline = Number.POSITIVE_INFINITY; performance.now() < deadline; ) {
    try {
      const { status, body } = await engine.ask('POST', `/containers/${id}/wait`, undefined, Number.POSITIVE_INFINITY);
      if (status === 404) break;
      const found = typeof body === 'object' && body !== null && 'StatusCode' in body ? body.StatusCode : undefined;
      if (status === 200 && typeof found === 'number') return found;
    } catch {}
    if (deadline === Number.POSITIVE_INFINITY) deadline = performance.now() + patienceMs;
    await sleep(500);
  }
  return process.exit(1);
}

/** An engine that hangs never says that the container is over. */
async function untilNothingRuns(): Promise<never> {
  for (let empty = 0; empty < 3; ) {
    await sleep(4_000);
    empty = processesBelow(job.groups).length === 0 ? empty + 1 : 0;
  }
  return process.exit(1);
}

async function notStarted(cause: unknown): Promise<never> {
  writeSync(2, `${cause instanceof Error ? cause.message : String(cause)}\n`);
  await engine.ask('DELETE', `/containers/${job.name}?force=1&v=1`).catch(() => {});
  return process.exit(1);
}

function textOf(body: unknown, key: string): string {
  const found =
    typeof body === 'object' && body !== null ? Object.entries(body).find(([name]) => name === key) : undefined;
  return typeof found?.[1] === 'string' ? found[1] : '';
}

function stateOf(body: unknown): { Pid?: unknown; OOMKilled?: unknown } {
  const state = typeof body === 'object' && body !== null && 'State' in body ? body.State : undefined;
  return typeof state === 'object' && state !== null ? state : {};
}
