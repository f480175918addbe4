import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { type Host, hosts } from '../platform/hosts.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { plainEnvironment } from '../platform/plain-environment.ts';
import { processesWith } from '../platform/processes.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const root = resolve(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;
// Rungs 1 and 3 are walked by all the other tests.
const cases: Host[] = isRoot ? Object.values(hosts) : [];
if (!isRoot) console.warn('the lower rungs are not walked: making such hosts needs root');

/** What each rung must say of itself: a limit that is not named here is enforced. */
const notEnforced: Record<number, Record<string, 'partly' | 'no'>> = {
  2: { memory: 'partly', cpu: 'no', 'disk-bytes': 'partly', 'disk-files': 'partly', bandwidth: 'no' },
  4: {
    'processes-private': 'no',
    'network-private': 'no',
    'system-calls': 'partly',
    memory: 'partly',
    cpu: 'no',
    processes: 'partly',
    'disk-bytes': 'partly',
    'disk-files': 'partly',
    bandwidth: 'no',
    internet: 'partly',
  },
  5: {
    'files-private': 'no',
    'processes-private': 'no',
    'network-private': 'no',
    'system-calls': 'partly',
    memory: 'partly',
    cpu: 'no',
    processes: 'no',
    'disk-bytes': 'partly',
    'disk-files': 'partly',
    bandwidth: 'no',
    internet: 'partly',
  },
};

const doctor = (data: string, engines: string) => {
  const flags = ['--data', data, '--engines', engines];
  const { status, stdout } = spawnSync(resolve(root, 'bin/stoa'), ['doctor', ...flags], {
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  return { status, lines: stdout.split('\n') };
};

describe.each(cases)('started by $name', ({ rung, host, uid }) => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;

  beforeAll(async () => {
    const who = uid === undefined ? {} : { uid };
    const settings = { 'workspace.grace-seconds': '1', ...(rung === 2 ? { 'accounts.first-uid': '20001' } : {}) };
    platform = await startPlatform({ host: host(), ...who, settings });
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    await startWorkspace(alice, 'alice');
  });
  afterAll(() => platform?.stop());

  test('the main job works: SQL and Python count the three million flights', async (context) => {
    const sql = await JupyterKernel.start(alice, 'alice', 'sql');
    const counted = await sql.run("SELECT count(*) AS flights FROM 'samples/flights.parquet'");
    expect(counted.error).toBe('');
    expect(JSON.stringify(counted.data)).toContain('3000000');
    const ready = await untilPythonIsReady(admin);
    if (!ready) context.skip('python3 is missing');
    const python = await JupyterKernel.start(alice, 'alice', 'python3');
    const read = await python.run("import pandas\nprint(len(pandas.read_parquet('samples/flights.parquet')))");
    expect(read.error).toBe('');
    expect(read.text.trim()).toBe('3000000');
  });

  test('the system page, the doctor and the page of the workspace say the same: what is not enforced', async () => {
    const { body: system } = await admin.get('/api/system');
    expect(system.rung).toBe(rung);
    expect(system.severalAccounts).toBe(rung < 5);
    const said = Object.fromEntries(
      system.limits
        .filter((limit: { enforced: string }) => limit.enforced !== 'yes')
        .map((limit: { name: string; enforced: string }) => [limit.name, limit.enforced]),
    );
    const expected = notEnforced[rung] ?? {};
    // Whether there is a way out is the host's matter.
    if (rung === 2) delete said.internet;
    expect(said).toEqual(expected);
    for (const { enforced, why } of system.limits) if (enforced !== 'yes') expect(why).not.toBe('');

    const { status, lines } = doctor(platform.data, resolve(platform.data, 'engines'));
    expect(status).toBe(1);
    expect(lines.join('\n')).toContain(`Rung ${rung} of 5`);
    for (const { name, ok, detail, fix } of system.doctor) {
      if (name === 'Disk') continue;
      expect(lines).toContain(`${ok ? 'ok  ' : 'off '} ${name}: ${detail}`);
      if (!ok) expect(fix).not.toBe('');
    }

    const own = (await alice.get('/api/workspaces/alice')).body.limits;
    const named: Record<string, string> = { disk: 'disk-bytes', files: 'disk-files' };
    for (const { kind, enforced } of own)
      expect([kind, enforced]).toEqual([kind, expected[named[kind] ?? kind] ?? 'yes']);
  });

  if (rung < 5)
    test('another account finds nothing of alice that is said to be private', async () => {
      const bob = await newPerson(admin, 'bob');
      await startWorkspace(bob, 'bob');
      const ofAlice = await Shell.open(alice, 'alice');
      const shell = await Shell.open(bob, 'bob');
      const mark = `mark-on-rung-${rung}`;
      const owner = (await alice.get('/api/session')).body.account.uid;
      await ofAlice.run(
        `echo ${mark} > ~/diary; echo ${mark} > $STOA_RUNTIME/x; chmod 666 ~/diary $STOA_RUNTIME/x
       SECRET=${mark} setsid sh -c 'while :; do sleep 1; done' of-alice-${mark} > /dev/null 2>&1 < /dev/null &`,
      );
      expect(await ofAlice.run('stat -c %a ~ $STOA_RUNTIME')).toBe('700\n700');
      const looked = `grep -rls --exclude='script-*' --exclude='said-*' --devices=skip ${mark} $(dirname $HOME) $(dirname $STOA_RUNTIME) ${platform.data} /dev/shm $(find /tmp -maxdepth 1 -uid ${owner}) 2>/dev/null`;
      expect(await shell.run(looked, 60_000)).toBe('');
      await expect.poll(() => processesWith(`of-alice-${mark}`)).not.toEqual([]);
      const pids = processesWith(`of-alice-${mark}`);
      const reached = `for pid in ${pids.join(' ')}; do cat /proc/$pid/environ; ls -l /proc/$pid/fd /proc/$pid/cwd; kill -0 $pid && echo signalled; done 2>/dev/null`;
      expect(await shell.run(reached)).not.toMatch(/SECRET|home|signalled/);
      // The sockets of others, of control and of the agent.
      const connect = `$STOA_RELEASE/bin/node -e 'for (const path of ${JSON.stringify([
        `${platform.data}/run/agent/agent.sock`,
        `${platform.data}/run/control/control.sock`,
        `${platform.data}/run/inside/alice/gateway.sock`,
      ])}) require("net").connect(path).on("connect", () => console.log("reached", path)).on("error", (error) => console.log(error.code))'`;
      expect(await shell.run(connect)).not.toContain('reached');
      for (const one of [ofAlice, shell]) one.close();
    });

  if (rung === 5)
    test('a second account is refused, in words, until the operator insists', async () => {
      const bob = await newPerson(admin, 'bob');
      const refused = (await bob.post('/api/workspaces/bob/start?wait=true')).body;
      expect(refused.state).toBe('failed');
      expect(refused.failure.detail).toMatch(/serves one account.*allow-several-accounts/s);
      // Not even while the first does not run: her files are there.
      await alice.post('/api/workspaces/alice/stop');
      expect((await bob.post('/api/workspaces/bob/start?wait=true')).body.state).toBe('failed');
      expect((await bob.get('/user/bob/files/list?path=')).status).toBeGreaterThanOrEqual(400);
      await startWorkspace(alice, 'alice');
      const insisting = await startPlatform({
        host: host(),
        ...(uid === undefined ? {} : { uid }),
        settings: { python: 'off', 'sandbox.allow-several-accounts': 'true' },
      });
      try {
        const boss = await signInAdmin(insisting);
        for (const name of ['alice', 'bob']) await startWorkspace(await newPerson(boss, name), name);
        expect((await boss.get('/api/system')).body).toMatchObject({ rung: 5, severalAccounts: true });
      } finally {
        await insisting.stop();
      }
    });

  test('a demand for a better rung stops the start with one line', async () => {
    const who = uid === undefined ? {} : { uid };
    const start = startPlatform({ host: host(), ...who, settings: { 'sandbox.minimum-rung': String(rung - 1) } });
    await expect(start).rejects.toThrow(`This host gives rung ${rung}`);
  });

  test('what alice left running ends with her workspace', async () => {
    const shell = await Shell.open(alice, 'alice');
    const stay = `stay-on-rung-${rung}`;
    // With one id for everything, what hides its environment too is not found: the doctor says so.
    const mask = rung === 5 ? '' : 'env -i';
    await shell.run(
      `(${mask} setsid sh -c 'trap "" TERM; while :; do sleep 1; done' ${stay} > /dev/null 2>&1 < /dev/null &)`,
    );
    await expect.poll(() => processesWith(stay)).not.toEqual([]);
    expect((await alice.post('/api/workspaces/alice/stop')).body.state).toBe('stopped');
    expect(processesWith(stay)).toEqual([]);
  });
});
