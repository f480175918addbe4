import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AgentError } from './agent-error.ts';
import type { TaskSpec, TaskState } from './task.ts';
import { type AgentUnderTest, agentUnderTest, whyNot } from './testing/agent-under-test.ts';

/** On a busy host each start takes long; on a quick one the tasks go on until it was killed often enough. */
const mostKills = 12;
const leastKills = 4;
const leastTasks = 40;

/** As control does: the same order again until it is answered. */
async function insist(agent: AgentUnderTest, spec: TaskSpec): Promise<TaskState> {
  for (;;) {
    try {
      return await agent.port.launch(spec);
    } catch (cause) {
      if (!(cause instanceof AgentError) || cause.code !== 'agent-unreachable') throw cause;
      await sleep(50);
    }
  }
}

test.skipIf(whyNot())(
  'tasks of an agent that is killed again and again run once each, with every exit code right',
  async () => {
    const agent = await agentUnderTest();
    try {
      let ended = false;
      let killed = 0;
      const ids: string[] = [];
      const codeOf = (id: string) => (Number(id.slice(1)) % 5) + 1;
      const line = (id: string) =>
        `echo ${id} >> ~/ran; echo out; sleep 0.${Number(id.slice(1)) % 7}; exit ${codeOf(id)}`;
      const kills = (async () => {
        for (; killed < mostKills; killed += 1) {
          await sleep(200 + ((killed * 337) % 1500));
          if (ended) return;
          await agent.kill();
          await agent.start();
        }
      })();
      const states = new Map<string, TaskState>();
      const worker = async () => {
        while (ids.length < leastTasks || killed < leastKills) {
          const id = `r${ids.length}`;
          ids.push(id);
          let state = await insist(agent, agent.shell(id, 'alice', line(id)));
          while (state.phase !== 'ended' && state.phase !== 'failed') {
            await sleep(50);
            // What the agent knows nothing of is launched again, as control does.
            state = await insist(agent, agent.shell(id, 'alice', line(id)));
          }
          states.set(id, state);
        }
      };
      await Promise.all([worker(), worker(), worker(), worker(), worker(), worker()]);
      ended = true;
      await kills;
      expect(killed).toBeGreaterThanOrEqual(leastKills);
      const wrong = ids.flatMap((id) => {
        const { phase, reason, exitCode, detail } = states.get(id) ?? {};
        return exitCode === codeOf(id) ? [] : [{ id, phase, reason, exitCode, detail }];
      });
      await agent.port.launch(
        agent.shell('count', 'alice', 'sort ~/ran | uniq -c | sort -rn | head -3; sort -u ~/ran | wc -l'),
      );
      await agent.end('count');
      const said = Buffer.from(
        (await agent.port.readLog('count', { stream: 'stdout', offset: 0 }))?.bytes ?? [],
      ).toString();
      // One whose start was broken off says so; it did not run, or it ran once and its code is known.
      expect(wrong.filter(({ reason }) => reason !== 'interrupted')).toEqual([]);
      expect(said).toMatch(/^\s*1 r/);
      expect(Number(said.trim().split('\n').at(-1))).toBe(ids.length - wrong.length);
    } finally {
      await agent.remove();
    }
  },
  100_000,
);
