import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentClient } from './adapters/agent-socket/agent-client.ts';
import { places } from './places.ts';
import { type AgentUnderTest, agentUnderTest, whyNot } from './testing/agent-under-test.ts';

describe.skipIf(whyNot())('what an agent obeys and tells', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  beforeAll(async () => {
    agent = await agentUnderTest();
  }, 60_000);
  afterAll(() => agent?.remove(), 30_000);

  test('what the host has for tasks, what it is, and what it enforces', async () => {
    const { resources, attributes, ports, enforced, rung } = await agent.port.resources();
    const probe = await agent.port.probe();
    expect(resources.milliCpus).toBeLessThanOrEqual(probe.host.cpus * 1000 - 500);
    expect(resources.milliCpus).toBeGreaterThan(0);
    expect(resources.memory).toBeLessThanOrEqual(probe.host.memoryBytes - 2 ** 29);
    expect(attributes).toEqual({
      hostname: hostname(),
      rung: String(rung),
      arch: process.arch,
      os: 'linux',
      rack: 'r1',
    });
    expect(ports).toEqual([{ begin: 31_000, end: 32_000 }]);
    expect(enforced.memory).toEqual(probe.limits.memory);
    expect(Object.values(resources).every(Number.isInteger)).toBe(true);
  });

  test('what each task uses is sampled while it runs, and told whole when it ends', async () => {
    const eat = `$STOA_RELEASE/bin/node -e "const a=Buffer.alloc(6e7,1);const end=Date.now()+4000;while(Date.now()<end);process.exit(a[5]-1)"`;
    await agent.port.launch(agent.shell('u1', 'alice', eat));
    await agent.port.launch(agent.shell('u2', 'alice', 'sleep 60'));
    await expect.poll(async () => (await agent.port.samples()).u1?.memoryBytes ?? 0).toBeGreaterThan(6e7);
    await expect.poll(async () => Object.keys(await agent.port.samples()).sort()).toEqual(['u1', 'u2']);
    const { u1, u2 } = await agent.port.samples();
    expect(u1?.processes).toBeGreaterThan(1);
    expect(u2?.memoryBytes).toBeLessThan(2e7);
    const ended = await agent.end('u1');
    expect(ended.exitCode).toBe(0);
    expect(ended.used?.memoryPeakBytes).toBeGreaterThan(6e7);
    expect(ended.used?.cpuSeconds).toBeGreaterThan(0.5);
    await agent.port.stop('u2', 0);
    expect(await agent.port.samples()).toEqual({});
  });

  test('an order of an older epoch is refused, after a restart of the agent too; questions are answered', async () => {
    const path = places(agent.options).agentSocket;
    const older = agentClient(path, () => 5);
    const newer = agentClient(path, () => 6);
    await older.launch(agent.shell('o1', 'alice', 'sleep 60'));
    await newer.launch(agent.shell('o2', 'alice', 'exit 2'));
    await expect(older.stop('o1')).rejects.toMatchObject({ code: 'stale-epoch' });
    await expect(agent.port.stop('o1')).rejects.toMatchObject({ code: 'stale-epoch' });
    await agent.kill();
    await agent.start();
    await expect(older.launch(agent.shell('o3', 'alice', 'true'))).rejects.toMatchObject({ code: 'stale-epoch' });
    await expect(older.forget('o2')).rejects.toMatchObject({ code: 'stale-epoch' });
    expect((await older.state('o1'))?.phase).toBe('running');
    expect(await older.state('o3')).toBeUndefined();
    expect(await newer.stop('o1', 0)).toMatchObject({ reason: 'stopped' });
  });
});
