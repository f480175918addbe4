import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostMark } from './host.ts';
import { namespaceName } from './rules/tenant-network.ts';
import { type AgentUnderTest, agentUnderTest, tenants, whyNot } from './testing/agent-under-test.ts';

describe.skipIf(whyNot())('the bandwidth of a tenant', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  beforeAll(async () => {
    agent = await agentUnderTest([], 0, { internet: true, bandwidthBitsPerSecond: 20_000_000 });
  }, 60_000);
  afterAll(() => agent?.remove(), 30_000);

  const rate = () => {
    const name = namespaceName(hostMark(agent.dataDir), tenants.alice ?? 0);
    const said = execFileSync('tc', ['-n', name, 'qdisc', 'show', 'dev', 'eth0', 'root'], { encoding: 'utf8' });
    return /rate (\S+)/.exec(said)?.[1] ?? 'none';
  };

  test('is what its tasks were counted with together, and its share for all others', async (context) => {
    if ((await agent.port.probe()).limits.bandwidth.enforced !== 'yes') return context.skip();
    const launch = (id: string, bits?: number) => {
      const spec = agent.shell(id, 'alice', 'sleep 60', { network: 'internet' });
      const limits = bits === undefined ? spec.limits : { ...spec.limits, bandwidthBitsPerSecond: bits };
      return agent.port.launch({ ...spec, limits });
    };
    await launch('n1', 5_000_000);
    expect(rate()).toBe('5Mbit');
    await launch('n2', 3_000_000);
    await expect.poll(rate).toBe('8Mbit');
    await launch('n3');
    await launch('n4');
    await expect.poll(rate).toBe('28Mbit');
    await agent.kill();
    await agent.start();
    await agent.port.stop('n1', 0);
    await expect.poll(rate).toBe('23Mbit');
    for (const id of ['n3', 'n4']) await agent.port.stop(id, 0);
    await expect.poll(rate).toBe('3Mbit');
  });
});
