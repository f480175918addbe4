import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgentUnderTest, agentUnderTest, whyNot } from './testing/agent-under-test.ts';

describe.skipIf(whyNot())('the work folder of a task', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  beforeAll(async () => {
    agent = await agentUnderTest();
  }, 60_000);
  afterAll(() => agent?.remove(), 30_000);

  const place = (account: string, path: string, id = 'w1') => {
    const { tenant, limits } = agent.spec(id, account);
    return { id, tenant, limits, path };
  };
  const all = { offset: 0, maxBytes: 2 ** 20 };
  const textOf = async (account: string, path: string, range = all) => {
    const part = await agent.port.readWork(place(account, path), range);
    return part && Buffer.from(part.bytes).toString();
  };

  test('is listed and read, while the task runs and after', async () => {
    const made = 'mkdir sub; echo one > sub/deep; printf 0123456789 > made; sleep 0.3';
    await agent.port.launch(agent.shell('w1', 'alice', made));
    await expect.poll(() => textOf('alice', 'made')).toBe('0123456789');
    await agent.end('w1');
    const listing = await agent.port.listWork(place('alice', ''));
    expect(listing).toMatchObject({
      entries: [
        { name: 'made', kind: 'file', size: 10, links: 1 },
        { name: 'sub', kind: 'folder' },
      ],
      more: false,
    });
    expect((await agent.port.listWork(place('alice', 'sub')))?.entries).toMatchObject([{ name: 'deep', size: 4 }]);
    expect(await textOf('alice', 'sub/deep')).toBe('one\n');
    expect(await textOf('alice', 'made', { offset: 3, maxBytes: 4 })).toBe('3456');
    expect(await agent.port.readWork(place('alice', 'made'), { offset: 99, maxBytes: 4 })).toMatchObject({ size: 10 });
    expect(await agent.port.listWork(place('alice', 'made'))).toBeUndefined();
    expect(await textOf('alice', 'sub')).toBeUndefined();
    expect(await textOf('alice', 'missing')).toBeUndefined();
  });

  test('is all that is reached: not by links, not upwards, not through a pipe, not what is closed to the tenant', async () => {
    const secret = join(agent.dataDir, 'secret');
    writeFileSync(secret, 'the platform’s', { mode: 0o644 });
    const traps = [
      `ln -s ${secret} file; ln -s / root; ln -s /etc/passwd passwd; mkfifo pipe`,
      'ln -s ../../.. up; echo own > own; chmod 000 own; echo hidden > ../../token',
    ];
    await agent.port.launch(agent.shell('w2', 'bob', traps.join('; ')));
    await agent.end('w2');
    const names = (await agent.port.listWork(place('bob', '', 'w2')))?.entries.map(({ name, kind }) => [name, kind]);
    expect(names).toEqual([
      ['file', 'other'],
      ['own', 'file'],
      ['passwd', 'other'],
      ['pipe', 'other'],
      ['root', 'other'],
      ['up', 'other'],
    ]);
    for (const path of ['file', 'passwd', 'pipe', 'own', 'root/etc/passwd', 'up/token', '../../token', '/etc/passwd'])
      expect([path, await agent.port.readWork(place('bob', path, 'w2'), all)]).toEqual([path, undefined]);
    for (const path of ['root', 'up', '..', '../..'])
      expect([path, await agent.port.listWork(place('bob', path, 'w2'))]).toEqual([path, undefined]);
    await expect(agent.port.listWork(place('bob', '', '../..'))).rejects.toMatchObject({ code: 'bad-task' });
  });

  test('of another is not found below one’s own home', async () => {
    expect(await agent.port.listWork(place('bob', '', 'w1'))).toBeUndefined();
  });
});
