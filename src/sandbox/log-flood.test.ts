import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentUnderTest, inside, whyNot } from './testing/agent-under-test.ts';

test.skipIf(whyNot())('a task that floods its log keeps a few megabytes of it, and the end', async () => {
  const agent = await agentUnderTest();
  try {
    const spec = agent.spec('t1', 'alice');
    const loud = { name: 'loud', argv: ['sh', '-c', 'timeout 3 yes flood; echo the end'], env: {}, restart: false };
    const task = await agent.port.launch({ ...spec, processes: [...spec.processes, loud] });
    const log = join(agent.dataDir, 'agent/tasks/t1/log');
    await inside(task, 'true');
    const sizes: number[] = [];
    for (const end = performance.now() + 2000; performance.now() < end; ) {
      sizes.push(statSync(log).size);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // It was cut again and again, and every other look found it short.
    expect(Math.min(...sizes.slice(-40))).toBeLessThan(Math.max(...sizes));
    await expect.poll(() => agent.port.log('t1', 100), { timeout: 10_000 }).toMatch(/the end/);
    await expect.poll(() => statSync(log).size, { timeout: 2000 }).toBeLessThanOrEqual(4 * 2 ** 20);
    expect(await inside(task, 'echo there')).toBe('there');
  } finally {
    await agent.remove();
  }
});

test.skipIf(whyNot())(
  'what a task has its log hold of the host’s disk, unseen in its length, is taken back',
  async () => {
    const agent = await agentUnderTest();
    try {
      const spec = agent.spec('t1', 'alice');
      // fallocate(2) of what is open already, beyond its end: 200 MB, later 3 GB.
      const take = (bytes: number) =>
        `import ctypes; ctypes.CDLL(None).fallocate(1, 1, ctypes.c_long(0), ctypes.c_long(${bytes}))`;
      const script = `echo here; python3 -c '${take(200e6)}'; sleep 4; python3 -c '${take(3e9)}'; sleep 60`;
      const greedy = { name: 'greedy', argv: ['sh', '-c', script], env: {}, restart: false };
      await agent.port.launch({ ...spec, processes: [...spec.processes, greedy] });
      const taken = () => statSync(join(agent.dataDir, 'agent/tasks/t1/log')).blocks * 512;
      await expect.poll(taken, { timeout: 10_000, interval: 5 }).toBeGreaterThan(100e6);
      await expect.poll(taken, { timeout: 2_000 }).toBeLessThan(10e6);
      expect(await agent.port.log('t1')).toBe('here\n');
      expect((await agent.port.state('t1'))?.phase).toBe('running');
      await expect
        .poll(async () => (await agent.port.state('t1'))?.reason, { timeout: 15_000 })
        .toBe('over-disk-limit');
    } finally {
      await agent.remove();
    }
  },
);
