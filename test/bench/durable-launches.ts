import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AgentPort } from '../../src/sandbox/index.ts';
import { type Control, startControl } from './control-alone.ts';
import { compared, type Row, timed } from './figure.ts';
import type { Given, Part } from './part.ts';
import type { Recovered } from './recover-control.ts';
import { SimulatedAgent } from './simulated-agent.ts';
import { until } from './until-reached.ts';

export const durableLaunches: Part = {
  name: 'durable launches',
  about: 'tasks stored placed launched ended a second, recovery of the whole state, memory, simulated agent',
  deadlineSeconds: 300,
  run: measure,
};

/**
 * What control itself costs: tasks are asked for at its API and stored, placed by the allocator, stored as being staged,
 * launched, stored as running; each step is on the disk before the next begins. Only the agent is simulated.
 */
async function measure({ signal, small, say }: Given): Promise<readonly Row[]> {
  const count = small ? 500 : 20_000;
  const many = small ? 1000 : 100_000;
  const folder = await mkdtemp(join(tmpdir(), 'stoa-bench-launches-'));
  const agent = new SimulatedAgent(1000 * many);
  let control: Control | undefined;
  const start = async (port: AgentPort) => {
    control = await startControl(folder, port);
    return control;
  };
  try {
    // They wait until there is an agent for them, so that accepting and launching are measured apart.
    let now = await start(new SimulatedAgent(0));
    const accepting = await timed(() => now.ask(count, signal));
    await now.close();

    now = await start(agent);
    const launching = await timed(() => until(() => now.counts.running === count, signal));
    const ending = await timed(async () => {
      agent.endAll(0);
      await until(() => now.counts.finished === count, signal);
    });
    say(`${count} accepted in ${seconds(accepting)}, launched in ${seconds(launching)}, ended in ${seconds(ending)}`);

    await now.ask(many, signal);
    await until(() => now.counts.running === count + many, signal);
    await now.close();
    control = undefined;
    const { seconds: recovering, megabytes, found, twice } = await recoverApart(folder, signal);
    if (found !== many || twice > 0)
      throw new Error(`of ${many} tasks ${found} go on after the recovery, and ${twice} were launched again`);
    const about = `${many.toLocaleString('en')} tasks that run`;
    return [
      aSecond('tasks accepted over the API', count, accepting),
      aSecond('launches of tasks that wait', count, launching, 5000),
      aSecond('ends of tasks', count, ending),
      compared({ figure: `recovery of control, ${about}`, unit: 's', ours: recovering, goal: { under: 5 } }),
      compared({
        figure: `memory of control and its simulated agent, ${about}`,
        unit: 'MB',
        ours: megabytes,
        goal: { under: 1000 },
      }),
    ];
  } finally {
    await control?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function aSecond(figure: string, count: number, milliseconds: number, atLeast?: number): Row {
  const ours = (1000 * count) / milliseconds;
  const goal = atLeast === undefined ? {} : { goal: { atLeast } };
  return compared({ figure: `${figure}, each step stored durably`, unit: 'a second', ours, ...goal });
}

/** In a process of its own, as after a restart. */
async function recoverApart(folder: string, signal: AbortSignal): Promise<Recovered> {
  const program = join(import.meta.dirname, 'recover-control.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder], { signal });
  return JSON.parse(stdout);
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
