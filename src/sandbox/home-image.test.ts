import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TaskState } from './task.ts';
import { type AgentUnderTest, agentUnderTest, inside, whyNot } from './testing/agent-under-test.ts';
import { failDisk } from './testing/fail-disk.ts';

/** Devices of the homes' images. */
const devicesOf = (agent: AgentUnderTest): string[] =>
  readdirSync('/sys/block').filter((name) => {
    try {
      const image = readFileSync(`/sys/block/${name}/loop/backing_file`, 'utf8');
      return image.startsWith(agent.dataDir) && /images\/\d+\.ext4/.test(image);
    } catch {
      return false;
    }
  });

describe.skipIf(whyNot())('a home that is a disk image', { timeout: 60_000 }, () => {
  const withAgent = async (use: (agent: AgentUnderTest) => Promise<void>) => {
    const agent = await agentUnderTest();
    try {
      await use(agent);
    } finally {
      await agent.remove();
    }
  };
  const write = (task: TaskState, name: string) => inside(task, `echo ${name} > ~/${name} && sync ~/${name} && ls ~`);

  test('does not grow below what runs in it: both tasks see one file system, the next launch alone has the room', () =>
    withAgent(async (agent) => {
      const spec = agent.spec('t1', 'alice');
      const more = { ...spec.limits, diskBytes: 2 * spec.limits.diskBytes };
      const first = await agent.port.launch(spec);
      await write(first, 'a');
      const second = await agent.port.launch({ ...spec, id: 't2', kind: 'files', limits: more });
      expect(await write(second, 'b')).toBe('a\nb');
      expect(await write(first, 'c')).toBe('a\nb\nc');
      expect(devicesOf(agent)).toHaveLength(1);
      await agent.port.stop('t1', 0);
      await agent.port.stop('t2', 0);
      const third = await agent.port.launch({ ...spec, id: 't3', limits: more });
      expect(await write(third, 'd')).toBe('a\nb\nc\nd');
      const room = Number(await inside(third, 'stat -f -c "%b * %S / 1048576" ~ | xargs expr'));
      expect(room).toBeGreaterThan(128);
    }));

  test('that nobody has mounted but a sandbox is mounted by the same device', () =>
    withAgent(async (agent) => {
      const spec = agent.spec('t1', 'alice');
      const first = await agent.port.launch(spec);
      await write(first, 'a');
      execFileSync('umount', [spec.home]);
      const second = await agent.port.launch({ ...spec, id: 't2', kind: 'files' });
      expect(await write(second, 'b')).toBe('a\nb');
      expect(await write(first, 'c')).toBe('a\nb\nc');
      expect(devicesOf(agent)).toHaveLength(1);
    }));

  test('closed by the kernel: what runs is told of it, reads on, and a start of the workspace puts it right', () =>
    withAgent(async (agent) => {
      const spec = agent.spec('t1', 'alice');
      const first = await agent.port.launch(spec);
      await write(first, 'a');
      expect(first.homeClosed).toBe(false);
      failDisk(spec.home);
      const closed = async (id: string) => (await agent.port.state(id))?.homeClosed;
      await expect.poll(() => closed('t1')).toBe(true);
      expect(await inside(first, 'cat ~/a; echo b > ~/b')).toMatch(/^a\n.*Read-only file system/);
      const events: string[] = [];
      for await (const event of agent.port.events(0, AbortSignal.timeout(500))) events.push(event.phase);
      expect(events.filter((phase) => phase === 'home-closed')).toHaveLength(1);

      // An agent that was away knows it; a file server that comes meanwhile changes nothing for the workspace.
      await agent.kill();
      await agent.start();
      expect(await closed('t1')).toBe(true);
      const files = await agent.port.launch({ ...spec, id: 't2', kind: 'files' });
      expect(await inside(files, 'cat ~/a')).toBe('a');
      expect((await agent.port.state('t1'))?.phase).toBe('running');

      await agent.port.stop('t1');
      const again = await agent.port.launch({ ...spec, id: 't3' });
      expect(again.phase, again.detail).toBe('running');
      expect(again.homeClosed).toBe(false);
      expect(await write(again, 'c')).toBe('a\nc');
      expect((await agent.port.state('t2'))?.reason).toBe('stopped');
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(await closed('t3')).toBe(false);
    }));
});
