import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentUnderTest, inside, whyNot } from './testing/agent-under-test.ts';

const hasItMounted = (path: string): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${path} `);

test.skipIf(whyNot())(
  'a group’s folder is a file system of its own: it is full for its members alone, keeps what they share, and goes with its last task',
  async () => {
    const agent = await agentUnderTest();
    const folder = join(agent.dataDir, 'groups/team');
    try {
      const alice = await agent.port.launch(agent.spec('t1', 'alice'));
      const bob = await agent.port.launch(agent.spec('t2', 'bob'));
      const fill = 'fallocate -l 500M /groups/team/all 2>&1; rm -f /groups/team/all';
      expect(await inside(alice, fill)).toContain('No space left');
      await inside(alice, 'umask 077; mkdir /groups/team/made; echo shared > /groups/team/made/file');
      expect(await inside(bob, 'echo more >> /groups/team/made/file; cat /groups/team/made/file')).toBe('shared\nmore');
      const files =
        'for i in $(seq 1100); do : > /groups/team/made/$i || break; done 2>/dev/null; ls /groups/team/made';
      expect((await inside(bob, files)).split('\n').length).toBeLessThan(1010);
      expect(statSync(folder).mode & 0o7777).toBe(0o2770);
      await agent.kill();
      await agent.start();
      expect(await inside(alice, 'head -1 /groups/team/made/file')).toBe('shared');
    } finally {
      await agent.remove();
    }
    expect(hasItMounted(folder)).toBe(false);
  },
  60_000,
);

test.skipIf(whyNot())(
  'a group’s folder grows with its limit when nobody has it',
  async () => {
    const agent = await agentUnderTest();
    const blocks = async (id: string) =>
      Number(await inside(await agent.port.launch(agent.spec(id, 'alice')), 'stat -f -c %b /groups/team'));
    try {
      const before = await blocks('t1');
      await agent.port.stop('t1', 0);
      await agent.kill();
      agent.options.groupLimits = { diskBytes: 2 ** 27, files: 1000 };
      await agent.start();
      expect(await blocks('t2')).toBeGreaterThan(before * 1.5);
    } finally {
      await agent.remove();
    }
  },
  60_000,
);
