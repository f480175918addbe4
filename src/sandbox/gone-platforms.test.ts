import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostMark } from './host.ts';
import { agentUnderTest, inside, whyNot } from './testing/agent-under-test.ts';

const reason = whyNot();
const traces = (mark: string): string[] => [
  ...readdirSync('/run/netns').filter((name) => name.startsWith(`stoa-${mark}-`)),
  ...readdirSync('/sys/fs/cgroup').filter((tree) => existsSync(join('/sys/fs/cgroup', tree, `stoa-${mark}`))),
  ...execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(mark)),
];

test.skipIf(reason)(
  'a platform that was killed and erased leaves nothing that the next one does not remove',
  async () => {
    const lost = await agentUnderTest([], 0, { internet: true });
    const mark = hostMark(lost.dataDir);
    const task = await lost.port.launch({ ...lost.spec('t1', 'alice'), network: 'internet' });
    await inside(task, 'true');
    const kept = await agentUnderTest();
    const busy = await kept.port.launch(kept.spec('t1', 'bob'));
    await lost.kill();
    expect(traces(mark)).toContain(`stoa-${mark}-20001`);

    // Its sandbox goes on, its folder is gone: what something runs in stays.
    const first = join(lost.dataDir, 'agent/tasks/t1/run.json');
    const { pid } = JSON.parse(readFileSync(first, 'utf8'));
    for (const mounted of ['homes/alice', 'groups/team']) execFileSync('umount', ['-l', join(lost.dataDir, mounted)]);
    rmSync(lost.dataDir, { recursive: true, force: true });
    const next = await agentUnderTest();
    expect(traces(mark)).toContain(`stoa-${mark}-20001`);
    const ended = execFileSync('ip', ['netns', 'pids', `stoa-${mark}-20001`], { encoding: 'utf8' });
    for (const each of [pid, ...ended.split('\n').filter(Boolean).map(Number)])
      try {
        process.kill(each, 'SIGKILL');
      } catch {
        // It ended with another.
      }
    await new Promise((resolve) => setTimeout(resolve, 300));
    await next.remove();

    const last = await agentUnderTest();
    expect(traces(mark)).toEqual([]);
    expect(existsSync(`/run/stoa-platforms/${mark}`)).toBe(false);
    expect(await inside(busy, 'echo there')).toBe('there');
    const ofLast = hostMark(last.dataDir);
    await last.remove();
    await kept.remove();
    expect(traces(ofLast)).toEqual([]);
  },
  60_000,
);
