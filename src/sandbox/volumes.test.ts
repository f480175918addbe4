import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMounted } from './limits/home-image.ts';
import type { TaskSpec, TaskVolume } from './task.ts';
import { type AgentUnderTest, agentUnderTest, whyNot } from './testing/agent-under-test.ts';

describe.skipIf(whyNot())('volumes that outlive their tasks', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  beforeAll(async () => {
    agent = await agentUnderTest();
  }, 60_000);
  afterAll(() => agent?.remove(), 30_000);

  const volume = (id: string, changes: Partial<TaskVolume> = {}): TaskVolume => ({
    ...{ id, path: 'data', diskBytes: 32 * 2 ** 20, files: 100, readOnly: false },
    ...changes,
  });
  /** What a task with these volumes printed, and how it ended. */
  const run = async (id: string, tenant: string, line: string, volumes: TaskVolume[], more: Partial<TaskSpec> = {}) => {
    await agent.port.launch(agent.shell(id, tenant, line, { volumes, ...more }));
    const { exitCode, detail } = await agent.end(id);
    const part = await agent.port.readLog(id, { stream: 'stdout', offset: 0, maxBytes: 2 ** 20 });
    return { exitCode, detail, said: Buffer.from(part?.bytes ?? []).toString() };
  };

  test('what a task wrote is there for the next one, and for its owner alone', async () => {
    await run('v1', 'alice', 'echo kept > data/it; mkdir -p deep', [volume('db')]);
    expect(
      (
        await run('v2', 'alice', 'cat where/it/is/it; stat -L -c "%a %u" where/it/is', [
          volume('db', { path: 'where/it/is' }),
        ])
      ).said,
    ).toBe('kept\n700 20001\n');
    expect(await run('v3', 'alice', 'ls /volumes $HOME/.stoa/tasks/v1/data 2>&1', [])).toMatchObject({ exitCode: 2 });
    const { tenant } = agent.shell('x', 'bob', 'true');
    expect(tenant.name).toBe('bob');
    expect((await run('v4', 'bob', 'cat data/it', [volume('db')])).exitCode).not.toBe(0);
  });

  test('it is as large as was asked for, and read-only where that was asked for', async () => {
    const full = await run('f1', 'alice', 'head -c 90000000 /dev/zero > data/big; echo $?; stat -c %s data/big', [
      volume('small'),
    ]);
    const [code, size] = full.said.trim().split('\n').map(Number);
    expect(code).toBe(1);
    expect(size).toBeGreaterThan(30 * 2 ** 20);
    // What the file system does not need of what it gets for itself is the owner’s too.
    expect(size).toBeLessThan(64 * 2 ** 20);
    const many = 'i=0; while [ $i -lt 300 ]; do true > data/$i || break; i=$((i+1)); done 2>/dev/null; echo $i';
    const made = Number((await run('f2', 'alice', many, [volume('many')])).said);
    expect(made).toBeGreaterThanOrEqual(90);
    expect(made).toBeLessThan(200);
    expect((await run('f3', 'alice', 'touch data/x', [volume('small', { readOnly: true })])).exitCode).toBe(1);
  });

  test('one task at a time has it; it is gone when it is removed, and not before its task is over', async () => {
    await agent.port.launch(agent.shell('u1', 'alice', 'echo 1 > data/x; sleep 60', { volumes: [volume('one')] }));
    await expect(agent.port.launch(agent.shell('u2', 'alice', 'true', { volumes: [volume('one')] }))).rejects.toThrow(
      'The volume data is used by the task u1.',
    );
    await expect(agent.port.removeVolume('one')).rejects.toThrow('used by the task u1');
    const path = join(agent.dataDir, 'volumes/one');
    expect(isMounted(path)).toBe(true);
    await agent.kill();
    await agent.start();
    expect(isMounted(path)).toBe(true);
    await agent.port.stop('u1', 0);
    expect(isMounted(path)).toBe(false);
    expect((await run('u3', 'alice', 'cat data/x', [volume('one')])).said).toBe('1\n');
    await agent.port.removeVolume('one');
    await agent.port.removeVolume('one');
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(agent.dataDir, 'agent/images')).filter((name) => name.includes('one'))).toEqual([]);
    expect((await run('u4', 'alice', 'ls data', [volume('one')])).said).toBe('');
  });

  test("a group's volume is its members': each writes what the other made", async () => {
    const group = { name: 'lab', gid: 21_001 };
    const as = (name: string) => ({ tenant: { ...agent.shell('x', name, 'true').tenant, groups: [group] } });
    await agent.port.ensureGroup(group);
    const shared = [volume('ours', { group })];
    await run('g1', 'alice', 'umask 077; echo a > data/it', shared, as('alice'));
    expect((await run('g2', 'bob', 'echo b >> data/it && cat data/it', shared, as('bob'))).said).toBe('a\nb\n');
    await expect(run('g3', 'bob', 'true', shared)).rejects.toThrow('expected a group of bob');
  });
});
