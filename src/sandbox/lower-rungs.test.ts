import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Rung } from './probe-report.ts';
import { agentUnderTest, inside, whyNot } from './testing/agent-under-test.ts';

const user = ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups'];
const readable = () => {
  try {
    execFileSync('setpriv', [...user.slice(1), 'test', '-r', import.meta.filename], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'an ordinary user cannot read this checkout';
  }
};
const reason = whyNot() ?? readable();
if (reason) console.warn(`tests of the lower rungs are skipped: ${reason}`);

// An account with a range of ids, in a view of /etc that only this test has.
const ranges = join(mkdtempSync(join(tmpdir(), 'stoa-ranges-')), 'subuid');
writeFileSync(ranges, 'nobody:100000:65536\n', { mode: 0o644 });
afterAll(() => rmSync(dirname(ranges), { recursive: true, force: true }));
const giveRange = 'mount --bind "$1" /etc/subuid && mount --bind "$1" /etc/subgid && shift && exec "$@"';
const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

const closed = 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"';
// Each start of the last one is a user namespace of its own, and so cannot look into the one before.
const rungs: { rung: Rung; what: string; as: string[]; owner: number; restarts: boolean; bubblewrap: string[] }[] = [
  {
    rung: 2,
    what: 'an ordinary user with sub-uids',
    as: ['unshare', '-m', 'sh', '-c', giveRange, 'sh', ranges, ...nobody],
    owner: 65_534,
    restarts: true,
    bubblewrap: ['bwrap'],
  },
  {
    rung: 3,
    what: 'an ordinary user with user namespaces',
    as: user,
    owner: 12_345,
    restarts: true,
    bubblewrap: ['bwrap'],
  },
  {
    rung: 4,
    what: 'root without namespaces',
    as: ['setpriv', '--bounding-set=-sys_admin'],
    owner: 0,
    restarts: true,
    bubblewrap: ['bwrap'],
  },
  { rung: 5, what: 'an ordinary user without bubblewrap', as: user, owner: 12_345, restarts: true, bubblewrap: [] },
  {
    rung: 5,
    what: 'an ordinary user without namespaces',
    as: [...user, 'unshare', '-U', '-r', 'sh', '-c', closed, 'sh', 'setpriv', '--bounding-set=-all', '--inh-caps=-all'],
    owner: 12_345,
    restarts: false,
    bubblewrap: ['bwrap'],
  },
];

describe.skipIf(reason)('on a lower rung', { timeout: 60_000 }, () => {
  for (const { rung, what, as, owner, restarts, bubblewrap } of rungs) {
    test(`${what} is rung ${rung}: a task runs, says who it is, and ends whole`, async () => {
      const agent = await agentUnderTest(as, owner, { bubblewrap });
      try {
        const report = await agent.port.probe();
        expect(report.rung).toBe(rung);
        expect(report.severalAccounts).toBe(rung < 5);
        const task = await agent.port.launch(agent.spec('t1', 'dora'));
        expect(task.detail).toBe('Running');
        expect(
          await inside(task, 'cd; touch x; stat -c %a x; echo $STOA_ACCOUNT; test -d $STOA_RUNTIME && echo yes'),
        ).toBe('600\ndora\nyes');
        const other = agent.port.launch(agent.spec('t2', 'emil'));
        if (rung === 5) await expect(other).rejects.toMatchObject({ code: 'one-account-only' });
        else
          expect(
            await inside(
              await other,
              `cat ${agent.dataDir}/homes/dora/x /home/dora/x 2>&1 | grep -c -v -e denied -e "No such"`,
            ),
          ).toBe('0');
        if (restarts) {
          await agent.kill();
          await agent.start();
        }
        expect((await agent.port.state('t1'))?.phase).toBe('running');
        const fetch = [{ uri: 'x', extract: false, executable: false, cache: true }];
        const how = { kind: 'command' as const, argv: ['sh', '-c', 'test -e x && touch checked'], env: {} };
        const often = { how, delaySeconds: 0, intervalSeconds: 0.1, timeoutSeconds: 10, graceSeconds: 0, failures: 3 };
        const line =
          'test "$PWD" = "$STOA_WORK" && echo x* && echo wrong >&2; until test -e checked; do sleep 0.1; done; sleep 0.5; exit 7';
        await agent.port.launch(agent.shell('p1', 'dora', line, { fetch, health: often }));
        expect(await agent.end('p1')).toMatchObject({ exitCode: 7, healthy: true });
        const said = async (stream: 'stdout' | 'stderr') =>
          Buffer.from((await agent.port.readLog('p1', { stream, offset: 0 }))?.bytes ?? []).toString();
        expect([await said('stdout'), await said('stderr')]).toEqual(['x\n', 'wrong\n']);
        const volumes = [{ id: 'kept', path: 'data', diskBytes: 2 ** 20, files: 50, readOnly: false }];
        await agent.port.launch(agent.shell('v1', 'dora', 'echo it > data/x', { volumes }));
        expect(await agent.end('v1')).toMatchObject({ exitCode: 0 });
        const reads = 'test "$(cat data/x)" = it && head -c 3000000 /dev/zero > data/big; sleep 300; exit 3';
        await agent.port.launch(agent.shell('v2', 'dora', reads, { volumes }));
        expect(await agent.end('v2')).toMatchObject({ reason: 'over-disk-limit', exitCode: 143 });
        await agent.port.removeVolume('kept');
        expect(existsSync(join(agent.dataDir, 'volumes/kept'))).toBe(false);
        await agent.port.launch(agent.shell('d1', 'dora', 'trap "" TERM; while :; do sleep 1; done'));
        expect(await agent.port.stop('d1', 0)).toMatchObject({ reason: 'stopped', exitCode: 137 });
        const mark = 10_000 + Math.floor(Math.random() * 1e6);
        await inside(task, `(setsid sleep ${mark} >/dev/null 2>&1 &) ; true`);
        expect(await agent.port.stop('t1', 1)).toMatchObject({ phase: 'ended', reason: 'stopped' });
        expect(() => execFileSync('pgrep', ['-f', `^sleep ${mark}`])).toThrow();
      } finally {
        await agent.remove();
      }
    });
  }

  test('an ordinary user’s tenant that takes all processes, memory or disk is stopped, another goes on', async () => {
    const agent = await agentUnderTest(user, 12_345);
    try {
      const calm = await agent.port.launch(agent.spec('t1', 'dora'));
      const wild = await agent.port.launch(agent.spec('t2', 'emil'));
      const bomb = await inside(wild, 'for i in $(seq 200); do sleep 3 & done 2>&1 | tail -1');
      expect(bomb).toMatch(/fork|Resource temporarily unavailable/);
      expect(await inside(calm, 'sleep 0.1 & wait; echo fine')).toBe('fine');
      // More than it may have, less than what one process is refused: it is there to be found, however late one looks.
      const eat = 'const a=[];while(a.length<8)a.push(Buffer.alloc(2**25,1));setInterval(()=>a,1000)';
      expect(await inside(wild, `$STOA_RELEASE/bin/node -e '${eat}' >/dev/null 2>&1 &`)).toBe('');
      await expect.poll(async () => (await agent.port.state('t2'))?.reason, { timeout: 15_000 }).toBe('out-of-memory');
      const full = await agent.port.launch(agent.spec('t3', 'emil'));
      // In the background, as it is stopped when it has written enough.
      await inside(full, '(for i in 1 2 3; do head -c 30000000 /dev/zero > ~/big$i; done) >/dev/null 2>&1 &');
      await expect
        .poll(async () => (await agent.port.state('t3'))?.reason, { timeout: 15_000 })
        .toBe('over-disk-limit');
      expect(await inside(calm, 'echo there')).toBe('there');
    } finally {
      await agent.remove();
    }
  });
});
