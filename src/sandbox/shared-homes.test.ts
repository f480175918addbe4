import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasRootRights } from './root-rights.ts';
import { type AgentUnderTest, agentUnderTest } from './testing/agent-under-test.ts';

describe.skipIf(!hasRootRights())('several agents on one host', () => {
  let data: string;
  let one: AgentUnderTest;
  let two: AgentUnderTest;
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'stoa-shared-'));
    chmodSync(data, 0o711);
    one = await agentUnderTest([], 0, { sharing: { name: 'one', others: ['two'], dataDir: data } });
    two = await agentUnderTest([], 0, { sharing: { name: 'two', others: ['one'], dataDir: data } });
  }, 60_000);
  afterEach(async () => {
    await one.remove();
    await two.remove();
    rmSync(data, { recursive: true, force: true });
  });
  const shell = (agent: AgentUnderTest, id: string, line: string) =>
    agent.shell(id, 'alice', line, { home: join(data, 'homes/alice') });

  const mounts = () =>
    readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(` ${join(data, 'homes/alice')} `));
  const devices = () =>
    execFileSync('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(join(data, 'agent/images/20001.ext4')));

  test('tasks of a tenant that begin on both at the same moment have the one home, mounted once', async () => {
    const write = (agent: AgentUnderTest, id: string) =>
      agent.port.launch(shell(agent, id, `echo ${id} >> $HOME/said; sleep 600`));
    const started = await Promise.all(['a1', 'a2', 'a3'].flatMap((id, n) => [write(n % 2 ? one : two, id)]));
    expect(started.map(({ phase }) => phase)).toEqual(['running', 'running', 'running']);
    expect(mounts()).toHaveLength(1);
    expect(devices()).toHaveLength(1);
    const read = shell(
      one,
      'r',
      'for n in 1 2 3 4 5 6 7 8; do [ $(wc -l < $HOME/said) = 3 ] && exit 0; sleep 1; done; exit 1',
    );
    await one.port.launch(read);
    expect(await one.end('r')).toMatchObject({ reason: 'completed', exitCode: 0 });
  });

  test('a home is not taken off while the other agent has a task in it, and goes with the last', async () => {
    await one.port.launch(shell(one, 'first', 'sleep 600'));
    await two.port.launch(shell(two, 'second', 'sleep 600'));
    await one.port.stop('first', 0);
    expect(await one.port.releaseHome('alice')).toBe(true);
    expect(mounts()).toHaveLength(1);
    expect(await two.port.releaseHome('alice')).toBe(false);
    await two.port.stop('second', 0);
    expect(await two.port.releaseHome('alice')).toBe(true);
    expect(mounts()).toHaveLength(0);
  });

  test('an agent that is killed in its turn, and one that stands still, do not keep the other from its own', async () => {
    await one.port.launch(shell(one, 'first', 'sleep 600'));
    process.kill(one.pid(), 'SIGSTOP');
    const started = await two.port.launch(shell(two, 'second', 'sleep 600'));
    process.kill(one.pid(), 'SIGCONT');
    expect(started.phase).toBe('running');
    await one.kill();
    expect((await two.port.launch(shell(two, 'third', 'sleep 600'))).phase).toBe('running');
    await one.start();
    expect((await one.port.list()).map(({ id, phase }) => [id, phase])).toEqual([['first', 'running']]);
    expect((await two.port.list()).map(({ id }) => id).sort()).toEqual(['second', 'third']);
  });
});
