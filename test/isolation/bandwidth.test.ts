import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('bandwidth is not measured: limiting it needs root');
const limitMbit = 20;
const bytes = 8_000_000;

/** Of the range for benchmarks: somewhere outside the host, reached as the internet is. */
const network = `stoa-test-${process.pid}`;
const [near, far, hostAddress, address] = [`tn${process.pid}`, `tf${process.pid}`, '198.18.77.1', '198.18.77.2'];

/** Takes what comes, or sends `bytes`, by the first word of who connects; says how fast, Mbit/s. */
const server = `
require('net').createServer((socket) => {
  let begun, got = 0;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    if (begun === undefined && chunk[0] === 100) socket.end(Buffer.alloc(${bytes}));
    begun ??= performance.now();
    got += chunk.length;
  });
  socket.on('end', () => { if (got > 1e6) socket.end(String(got * 8 / 1000 / (performance.now() - begun))); });
}).listen({ port: 7777, host: '${address}', allowHalfOpen: true }, () => console.log('ready'));`;

const upload = `const s = require('net').connect(7777, '${address}'); s.end(Buffer.alloc(${bytes}, 'u')); s.on('data', (said) => console.log(said.toString())).on('error', (error) => console.log(error.code));`;
const download = `let begun, got = 0; const s = require('net').connect(7777, '${address}', () => s.write('d'));
s.on('data', (chunk) => { begun ??= performance.now(); got += chunk.length; }).on('end', () => { console.log(got * 8 / 1000 / (performance.now() - begun)); s.end(); }).on('error', (error) => console.log(error.code));`;

describe.skipIf(!isRoot)('the bandwidth of a workspace', () => {
  let platform: Platform;
  let admin: Client;
  let shells: Shell[];
  let listener: ReturnType<typeof spawn>;

  beforeAll(async () => {
    const ip = (words: string) => execFileSync('ip', words.split(' '));
    ip(`netns add ${network}`);
    ip(`link add ${near} type veth peer name ${far} netns ${network}`);
    ip(`addr add ${hostAddress}/30 dev ${near}`);
    ip(`link set ${near} up`);
    ip(`-n ${network} addr add ${address}/30 dev ${far}`);
    ip(`-n ${network} link set ${far} up`);
    writeFileSync(`/proc/sys/net/ipv4/conf/${near}/forwarding`, '1');
    listener = spawn('ip', ['netns', 'exec', network, process.execPath, '-e', server], {
      stdio: ['ignore', 'pipe', 2],
    });
    if (!listener.stdout) throw new Error('no output');
    const lines = createInterface({ input: listener.stdout });
    await new Promise((resolve) => lines.once('line', resolve));
    platform = await startPlatform({
      settings: { python: 'off', 'sandbox.bandwidth-mbit': String(limitMbit), 'workspace.grace-seconds': '1' },
    });
    admin = await signInAdmin(platform);
    shells = await Promise.all(
      ['alice', 'bob'].map(async (name) => {
        const person = await newPerson(admin, name);
        await startWorkspace(person, name);
        return Shell.open(person, name);
      }),
    );
  });
  afterAll(async () => {
    for (const shell of shells ?? []) shell.close();
    listener?.kill();
    await platform?.stop();
    execFileSync('ip', ['netns', 'del', network]);
  });

  const measured = async (shell: Shell | undefined, script: string): Promise<number> =>
    Number(await shell?.run(`$STOA_RELEASE/bin/node -e ${JSON.stringify(script.replaceAll('\n', ' '))}`, 60_000));

  test('is what the operator set, both ways, whatever a neighbour does', async (context) => {
    const { body: system } = await admin.get('/api/system');
    const limit = (name: string) => system.limits.find((each: { name: string }) => each.name === name);
    if (limit('internet').enforced !== 'yes') context.skip(`tenants have no way out here: ${limit('internet').why}`);
    expect(limit('bandwidth').enforced).toBe('yes');
    const near = (mbit: number) => {
      expect(mbit).toBeGreaterThan(limitMbit * 0.6);
      expect(mbit).toBeLessThan(limitMbit * 1.15);
    };
    const [alice, bob] = shells;
    near(await measured(alice, upload));
    near(await measured(alice, download));
    // Alice takes all that she can, several times over; Bob has his own.
    const take = `$STOA_RELEASE/bin/node -e ${JSON.stringify(upload)}`;
    await alice?.run(`for i in 1 2; do ${take} > /dev/null 2>&1 & done; exit 0`);
    near(await measured(bob, download));
  });

  test('is said to be unlimited where the operator set none', async () => {
    const free = await startPlatform({ settings: { python: 'off' } });
    try {
      const { body } = await (await signInAdmin(free)).get('/api/system');
      const bandwidth = body.limits.find((each: { name: string }) => each.name === 'bandwidth');
      expect(['unset', 'no']).toContain(bandwidth.enforced);
      const line = body.doctor.find((each: { name: string }) => each.name === 'Bandwidth limit');
      if (bandwidth.enforced === 'unset')
        expect(line).toMatchObject({ ok: true, detail: expect.stringMatching(/^Not limited/) });
    } finally {
      await free.stop();
    }
  });
});
