import { type AgentUnderTest, agentUnderTest, whyNot } from '../../src/sandbox/testing/agent-under-test.ts';
import { compared, median, type Row, timed } from './figure.ts';
import type { Given, Part } from './part.ts';

export const tasks: Part = {
  name: 'tasks',
  about: 'real sandboxed tasks on one agent, launches, cost of one launch',
  deadlineSeconds: 300,
  run: measure,
};

/** Orders that control has under way at a time; the agent itself starts as many at once as it is set to. */
const ordersAtATime = 64;

async function measure({ signal, small }: Given): Promise<readonly Row[]> {
  const cannot = whyNot();
  if (cannot) throw new Error(`tasks in real sandboxes: ${cannot}`);
  const agent = await agentUnderTest();
  try {
    const count = small ? 50 : 1000;
    const one = await oneAfterTheOther(agent, small ? 3 : 30);
    const milliseconds = await timed(() => all(agent, count, signal));
    return [
      compared({
        figure: `${count} sandboxed tasks of one tenant, from the first order to the last exit code`,
        unit: 's',
        ours: milliseconds / 1000,
        // Mesos on one agent, as its developers published it.
        goal: { under: 30 },
      }),
      compared({ figure: 'one task started, from the order to its first process', unit: 'ms', ours: one }),
    ];
  } finally {
    await agent.remove();
  }
}

async function oneAfterTheOther(agent: AgentUnderTest, count: number): Promise<number> {
  const took: number[] = [];
  for (let index = 0; index < count; index++) {
    const id = `one-${index}`;
    took.push(await timed(() => agent.port.launch(spec(agent, id, 'true'))));
    await agent.end(id);
    await agent.port.forget(id);
  }
  return median(took);
}

/** Each end is acknowledged when it is heard, as control does. */
async function all(agent: AgentUnderTest, count: number, signal: AbortSignal): Promise<void> {
  const wrong: string[] = [];
  const listening = (async () => {
    let ended = 0;
    for await (const event of agent.port.events(0, signal)) {
      if ((event.phase !== 'ended' && event.phase !== 'failed') || !event.taskId.startsWith('task-')) continue;
      if (event.exitCode !== codeOf(Number(event.taskId.slice(5)))) wrong.push(event.taskId);
      await agent.port.forget(event.taskId);
      ended++;
      if (ended === count) return;
    }
  })();
  let next = 0;
  const orders = async () => {
    while (next < count) {
      signal.throwIfAborted();
      const index = next++;
      await agent.port.launch(spec(agent, `task-${index}`, `echo ${index}; exit ${codeOf(index)}`));
    }
  };
  await Promise.all(Array.from({ length: ordersAtATime }, orders));
  await listening;
  if (wrong.length > 0) throw new Error(`exit codes that are not right: ${wrong.join(', ')}`);
}

const codeOf = (index: number): number => index % 3;

/** A home that has room for all of their folders. */
function spec(agent: AgentUnderTest, id: string, line: string) {
  const task = agent.shell(id, 'alice', line);
  return { ...task, limits: { ...task.limits, files: 10_000 } };
}
