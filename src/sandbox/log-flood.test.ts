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
