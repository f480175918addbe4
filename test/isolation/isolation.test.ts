import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { processesWith } from '../platform/processes.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const users =
  process.getuid?.() === 0
    ? [
        { name: 'root', user: undefined },
        { name: 'an ordinary user', user: 12_345 },
      ]
    : [{ name: 'an ordinary user', user: undefined }];
const MiB = 2 ** 20;

/** Small, so that a bomb reaches them soon and does little to the machine that the tests run on. */
const settings = {
  python: 'off',
  'workspace.processes': '160',
  'workspace.memory': String(400 * MiB),
  'workspace.scratch': String(64 * MiB),
  'storage.home-limit': String(160 * MiB),
  'storage.home-files': '3000',
  'workspace.grace-seconds': '1',
};

/** Runs in a workspace without Python: connects, and says what answered. */
const connect = (...targets: object[]) => `$STOA_RELEASE/bin/node -e '
for (const to of ${JSON.stringify(targets)}) {
  const socket = require("net").connect(to);
  const say = (what) => { console.log(JSON.stringify(to), what); socket.destroy(); };
  socket.on("connect", () => say("reached")).on("error", (error) => say(error.code)).setTimeout(1500, () => say("silence"));
}'`;

describe.each(users)('a shell in the workspace of bob, the platform run by $name', ({ user }) => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  let bob: Client;
  let shell: Shell;
  let ofAlice: Shell;
  let sql: JupyterKernel;
  const mark = `mark-of-alice-${user ?? 'root'}`;

  beforeAll(async () => {
    platform = await startPlatform({ settings, ...(user === undefined ? {} : { uid: user }) });
    admin = await signInAdmin(platform);
    [alice, bob] = await Promise.all([newPerson(admin, 'alice'), newPerson(admin, 'bob')]);
    await Promise.all([startWorkspace(alice, 'alice'), startWorkspace(bob, 'bob')]);
    [shell, ofAlice] = await Promise.all([Shell.open(bob, 'bob'), Shell.open(alice, 'alice')]);
    sql = await JupyterKernel.start(alice, 'alice', 'sql');
  });
  afterAll(() => platform?.stop());

  /** Milliseconds that the slowest of alice's cells takes, run one after the other for so long. */
  async function slowestCell(milliseconds: number): Promise<number> {
    let slowest = 0;
    for (const end = performance.now() + milliseconds; performance.now() < end; ) {
      const begun = performance.now();
      const { data, error } = await sql.run("SELECT count(*) AS flights FROM 'samples/flights.parquet'");
      expect(error).toBe('');
      expect(JSON.stringify(data)).toContain('3000000');
      slowest = Math.max(slowest, performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return slowest;
  }

  /** A workspace that was stopped for going over its limits is started anew. */
  async function shellAgain(): Promise<void> {
    shell.close();
    await bob.post('/api/workspaces/bob/stop');
    await startWorkspace(bob, 'bob');
    shell = await Shell.open(bob, 'bob');
  }

  test('finds none of the files of alice, wherever they lie', async () => {
    await ofAlice.run(
      `echo ${mark} > ~/diary; echo ${mark} > /tmp/x; echo ${mark} > /dev/shm/x; echo ${mark} > $STOA_RUNTIME/x; chmod 666 ~/diary /tmp/x /dev/shm/x`,
    );
    const places = ['/home', '/groups', '/run', '/tmp', '/dev/shm', '/var', '/etc', '/opt', '/mnt', '/srv', '/root'];
    const found = await shell.run(
      `grep -rlsa --exclude='script-*' --exclude='said-*' --devices=skip ${mark} ${places.join(' ')} ${platform.data}; ls -d ${platform.data}/* /proc/*/root/home/alice /proc/*/cwd/diary 2>/dev/null; ls /home`,
    );
    expect(found).toBe('bob');
  });

  test('finds no folder, socket or setting of the platform', async () => {
    const tries = {
      sockets: 'find / -xdev -type s 2>/dev/null; find /run -type s 2>/dev/null | grep -v -e ^/run/stoa/ | head',
      devices: 'ls /dev | grep -E "^(sd|vd|nvme|loop|mem|kmem|kmsg|fuse|kvm|net)"',
      madeDevices:
        'for kind in "b 254 0" "b 7 0" "c 1 1" "c 10 200"; do mknod ~/device $kind 2>/dev/null && echo "made $kind"; mknod /tmp/device $kind 2>/dev/null && echo "made $kind"; done; rm -f ~/device /tmp/device',
      openedDevices:
        'for one in /dev/* /dev/shm/* /proc/kcore /proc/kmsg; do [ -b "$one" ] && echo "$one"; done; head -c 1 /proc/kcore /proc/kmsg 2>/dev/null',
      tracing: `for pid in 1 $PPID ${process.pid} $(pgrep -f 'main[.][jt]s'); do head -c 1 /proc/$pid/mem 2>/dev/null && echo "read $pid"; done; grep -l -a 'main[.][jt]s' /proc/[0-9]*/maps 2>/dev/null`,
      cgroups: 'find / -name "cgroup.procs" -writable 2>/dev/null | head; ls /sys/fs/cgroup 2>/dev/null',
      secrets: `env | grep -i -e secret -e password -e ${platform.adminPassword}`,
      commands: `cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" | grep -e a-passwor[d]-for-the-tests -e 'main[.][jt]s' -e control[.]sock`,
      descriptors: `ls -l /proc/[0-9]*/fd 2>/dev/null | grep -e state.sqlite -e audit -e agent.sock -e control.sock -e /alice`,
      kernel:
        'echo 1 2>/dev/null > /proc/sys/kernel/core_pattern && echo wrote; echo h 2>/dev/null > /proc/sysrq-trigger && echo wrote',
      release:
        'touch /usr/x /etc/x $STOA_RELEASE/x $STOA_RELEASE/inside/x $STOA_RELEASE/inside/workspace.js /x 2>&1 | grep -v -e "cannot touch"',
      rights:
        'grep -E "^(CapEff|CapPrm|CapBnd|CapAmb|NoNewPrivs)" /proc/self/status | tr -d "\\t" | grep -v -E "^Cap.*:0000000000000000$|NoNewPrivs:1"',
      namespaces:
        'unshare -U true 2>/dev/null && echo made; unshare -m true 2>/dev/null && echo made; mount -t tmpfs x /tmp 2>/dev/null && echo mounted',
      root: 'su -c id root < /dev/null 2>/dev/null; sudo -n id 2>/dev/null',
    };
    const said: Record<string, string> = {};
    for (const [name, script] of Object.entries(tries)) said[name] = await shell.run(script);
    expect(said).toEqual(Object.fromEntries(Object.keys(tries).map((name) => [name, ''])));
  });

  test('sees no process, environment or socket of alice, and its signals end only its own', async () => {
    await ofAlice.run(
      `SECRET=${mark} setsid sh -c 'while :; do sleep 1; done' ${mark} > /dev/null 2>&1 &
       setsid $STOA_RELEASE/bin/node -e 'const s = require("net").createServer((c) => c.end("mine")); s.listen("\\0${mark}"); setInterval(() => {}, 1000)' > /dev/null 2>&1 &
       sleep 1`,
    );
    expect(processesWith(mark).length).toBeGreaterThan(0);
    const seen = `cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ /proc/net/unix 2>/dev/null | tr "\\0" "\\n" | grep -v grep | grep -c ${mark.replace('mark', '[m]ark')}`;
    expect(await ofAlice.run(seen)).not.toBe('0');
    expect(await shell.run(seen)).toBe('0');
    expect(await shell.run(connect({ path: `\0${mark}` }))).toContain('ECONNREFUSED');

    const victims = processesWith(mark);
    await shell.run(
      `for pid in ${victims.join(' ')}; do kill -0 $pid 2>/dev/null && ls -l /proc/$pid/root/home/alice; done`,
    );
    await shell.run('kill -9 -1', 3000).catch(() => '');
    expect(processesWith(mark)).toEqual(victims);
    expect((await alice.get('/user/alice/api/kernels')).status).toBe(200);
    await shellAgain();
  });

  test('reaches no port of alice, of the host or of the platform, and no metadata address', async () => {
    const port = 20_000 + (platform.port % 10_000);
    const own = await ofAlice.run(
      `setsid $STOA_RELEASE/bin/node -e 'require("net").createServer((c) => c.end("mine")).listen(${port}, "::")' > /dev/null 2>&1 &
       sleep 1; $STOA_RELEASE/bin/node -p 'JSON.stringify(Object.values(os.networkInterfaces()).flat().map((each) => each.address))'`,
    );
    expect(await ofAlice.run(connect({ port, host: '127.0.0.1' }))).toContain('reached');
    const host = createServer((_request, response) => response.end('host')).listen(0, '0.0.0.0');
    await new Promise((resolve) => host.once('listening', resolve));
    const address = host.address() as AddressInfo;
    const gateways = await shell.run(
      `$STOA_RELEASE/bin/node -p 'require("fs").readFileSync("/proc/net/route", "utf8").split("\\n").slice(1).map((line) => line.split("\\t")[2]).filter((hex) => hex && hex !== "00000000").map((hex) => hex.match(/../g).reverse().map((byte) => parseInt(byte, 16)).join("."))' | tr -d "[]' " | tr , "\\n"`,
    );
    const hosts = [
      '127.0.0.1',
      '::1',
      ...gateways.split('\n').filter((each) => each !== ''),
      ...Object.values(networkInterfaces()).flatMap((each) =>
        (each ?? []).filter((one) => !one.internal && one.family === 'IPv4').map((one) => one.address),
      ),
    ];
    const reached = await shell.run(
      connect(
        ...hosts.flatMap((each) => [address.port, platform.port].map((at) => ({ host: each, port: at }))),
        ...['127.0.0.1', ...JSON.parse(own)].map((each: string) => ({ host: each, port })),
        { host: '169.254.169.254', port: 80 },
      ),
      60_000,
    );
    host.close();
    expect(reached.split('\n').length).toBeGreaterThanOrEqual(hosts.length);
    expect(reached.split('\n').filter((line) => line.endsWith('reached'))).toEqual([]);
  });

  test('cannot use what belongs to alice through the door to the gateway, even knowing her secrets', async () => {
    const token = (await alice.post('/api/tokens', { name: 'lost' })).body.token;
    const ask = (path: string, headers: Record<string, string>) =>
      `$STOA_RELEASE/bin/node -e 'fetch(process.env.STOA_URL + "${path}", { headers: ${JSON.stringify(headers)} }).then((answer) => console.log(answer.status), console.log)'`;
    const stolen = [{ authorization: `Bearer ${token}` }, { cookie: alice.cookie }];
    for (const headers of stolen)
      for (const path of ['/user/alice/api/kernels', '/api/session', '/user/bob/api/kernels'])
        expect(await shell.run(ask(path, headers))).toMatch(/^40[134]$/);
    expect(await shell.run('stat -c %a $STOA_TOKEN_FILE')).toBe('600');
    // A token that may only read reads files of the home, and is not to become the workspace by one of them.
    expect(await shell.run('case $STOA_TOKEN_FILE in $HOME/*) echo in the home;; esac')).toBe('');
    const ofBob = { authorization: `Bearer ${(await shell.run('cat $STOA_TOKEN_FILE')).trim()}` };
    expect(await shell.run(ask('/api/session', ofBob))).toBe('200');
    for (const path of [
      '/user/alice/api/kernels',
      '/user/alice/files/list?path=',
      '/api/accounts/alice',
      '/api/workspaces/alice',
    ])
      expect(await shell.run(ask(path, ofBob))).toMatch(/^40[34]$/);
  });

  const bombs: Record<string, string> = {
    'a fork bomb': 'f() { f | f & }; f',
    'a memory bomb':
      'for i in 1 2 3; do $STOA_RELEASE/bin/node --max-old-space-size=8000 -e "const a=[];for(;;)a.push(Buffer.alloc(2**24,1))"; echo ended with $?; done',
    'filling the disk':
      'for i in 1 2 3 4 5 6 7 8 9; do head -c 60000000 /dev/zero > ~/fill-$i; done; head -c 200000000 /dev/zero > /tmp/fill',
    'filling the table of files':
      'mkdir -p ~/many; cd ~/many; i=0; while [ $i -lt 20000 ]; do : > $i || break; i=$((i+1)); done',
  };
  test.each(Object.keys(bombs))('leaves the next cells of alice under two seconds with %s', async (kind) => {
    await sql.run('SELECT 1');
    const script = Buffer.from(bombs[kind] ?? '').toString('base64');
    const start = `echo ${script} | base64 -d > ~/bomb; echo begun > ~/said; setsid sh ~/bomb >> ~/said 2>&1 < /dev/null & exit 0`;
    await shell.run(start).catch(() => '');
    const slowest = await slowestCell(2500);
    const workspace = (await bob.get('/api/workspaces/bob')).body;
    // A file system of a home's own needs a little for itself: its table of files, its journal.
    for (const { kind: what, used, limit, enforced } of workspace.limits)
      if (used !== null && enforced === 'yes') expect(used, what).toBeLessThanOrEqual(limit * 1.1);
    expect(slowest).toBeLessThan(2000);
    const end = async () => (await bob.get('/api/workspaces/bob')).body.failure?.reason ?? '';
    if (user !== undefined && kind !== 'a fork bomb')
      // Its own limit may end each process of a memory bomb before the watch sees them together.
      await expect
        .poll(end, { timeout: 10_000 })
        .toMatch(/out-of-memory|over-disk-limit/)
        .catch(() => undefined);
    const reason = await end();
    await shellAgain();
    const said = await shell.run('head -c 5000 ~/said; rm -rf ~/fill* ~/many ~/bomb ~/said');
    // The bomb did go off: it was stopped, not idle.
    expect(`${reason} ${said}`).toMatch(
      /fork|Resource temporarily|ended with [1-9]|No space left|nonexistent|out-of-memory|over-disk-limit/,
    );
  });

  test('leaves nothing running after a stop, whatever it did to stay', async () => {
    const stay = `stay-of-bob-${user ?? 'root'}`;
    const loop = `trap "" TERM HUP INT; while :; do sleep 1; done`;
    await shell.run(
      `echo '${loop}' > ~/loop
       setsid sh ~/loop ${stay} > /dev/null 2>&1 < /dev/null &
       nohup sh ~/loop ${stay} > /dev/null 2>&1 < /dev/null &
       (setsid sh -c 'sh ~/loop ${stay} & exit 0' > /dev/null 2>&1 < /dev/null &)
       setsid sh -c 'trap "setsid sh ~/loop ${stay} &" TERM EXIT; while :; do sleep 0.1; done' ${stay} > /dev/null 2>&1 < /dev/null &
       sleep 0.5`,
    );
    await expect.poll(() => processesWith(stay).length).toBeGreaterThan(3);
    expect((await bob.post('/api/workspaces/bob/stop')).body.state).toBe('stopped');
    expect(processesWith(stay)).toEqual([]);
    expect(shell.closed).toBe(true);
    expect((await alice.get('/user/alice/api/kernels')).status).toBe(200);
  });
});
