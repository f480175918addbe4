import { chmodSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf, everyProcess } from './processes.ts';
import { type AgentUnderTest, agentUnderTest, whyNot } from './testing/agent-under-test.ts';

const reason = whyNot();
/** Told apart from whatever else sleeps here. */
const slowSeconds = `20.${process.pid}`;
/** Ids that nobody else on this host has. */
const firstUid = 1_500_000 + (process.pid % 100_000) * 4;
const names = ['alice', 'bob', 'carol', 'dora'];

/** What makes a sandbox takes its time while this file is there, as on a busy host. */
const slow = '/tmp/stoa-slow-bwrap';

describe.skipIf(reason)('a task that is stopped while it is being launched', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  let mark: string;

  beforeAll(async () => {
    mark = `${slow}-${process.pid}`;
    const script = `#!/bin/sh\n[ ! -e ${mark} ] || sleep ${slowSeconds}\nexec bwrap "$@"\n`;
    writeFileSync(`${mark}.sh`, script);
    chmodSync(`${mark}.sh`, 0o755);
    agent = await agentUnderTest([], 0, { bubblewrap: [`${mark}.sh`] });
  }, 60_000);
  afterAll(async () => {
    await agent?.remove();
    for (const file of [mark, `${mark}.sh`]) rmSync(file, { force: true });
  }, 30_000);

  const taskOf = (id: string, name: string) => {
    const uid = firstUid + names.indexOf(name);
    return agent.spec(id, name, { tenant: { name, uid, gid: uid, groups: [] } });
  };

  /** Commands of tenants, and what would make their sandboxes. */
  const left = () =>
    everyProcess()
      .filter((pid) => pid !== agent.pid())
      .map((pid) => ({ command: commandOf(pid).join(' '), uid: uidOf(pid) }))
      .filter(({ command, uid }) => {
        const isTenant = uid >= firstUid && uid < firstUid + names.length;
        return isTenant || command.includes(`${mark}.sh`) || command.startsWith(`sleep ${slowSeconds}`);
      })
      .map(({ command }) => command);

  /** A recorder goes a moment after it has told. */
  const nothingLeft = () => expect.poll(left, { timeout: 1_000, interval: 10 }).toEqual([]);

  test('ends at once, with nothing left, however far it was', async () => {
    writeFileSync(mark, '');
    const launched = agent.port.launch(taskOf('s1', 'alice'));
    while (!existsSync(join(agent.dataDir, 'agent/tasks/s1/run.json'))) await sleep(10);
    const since = performance.now();
    expect(await agent.port.stop('s1')).toMatchObject({ phase: 'ended', reason: 'stopped' });
    expect(await launched).toMatchObject({ phase: 'ended', reason: 'stopped' });
    expect(performance.now() - since).toBeLessThan(5_000);
    await nothingLeft();

    rmSync(mark);
    for (const milliseconds of [0, 5, 10, 20, 40, 60, 80, 110]) {
      const id = `s2-${milliseconds}`;
      const begun = agent.port.launch(taskOf(id, 'alice'));
      await sleep(milliseconds);
      await agent.port.stop(id, 0);
      await begun;
      expect((await agent.port.state(id))?.phase).toBe('ended');
      await nothingLeft();
    }
  });

  test('is not started by a launch that comes after its stop', async () => {
    expect(await agent.port.stop('s3')).toBeUndefined();
    expect(await agent.port.launch(taskOf('s3', 'bob'))).toMatchObject({ phase: 'ended', reason: 'stopped' });
    await nothingLeft();
  });

  test('ends with the agent, when that is asked to stop all, in no more than the grace of those that run', async () => {
    await agent.port.launch(taskOf('s4', 'alice'));
    writeFileSync(mark, '');
    const launched = ['bob', 'carol', 'dora'].map((name) => agent.port.launch(taskOf(`s5-${name}`, name)));
    await sleep(300);
    const since = performance.now();
    process.kill(agent.pid(), 'SIGINT');
    await Promise.allSettled(launched);
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    expect(performance.now() - since).toBeLessThan(8_000);
    rmSync(mark);
    await agent.start();
    expect((await agent.port.list()).filter(({ phase }) => phase !== 'ended' && phase !== 'failed')).toEqual([]);
  });
});

function uidOf(pid: number): number {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return -1;
  }
}
