import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { makeOutside, type Outside } from '../platform/outside.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('bandwidth is not measured: limiting it needs root');
const limitMbit = 20;
const bytes = 8_000_000;

/** Of the first machine outside. */
const address = '198.18.77.2';

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
}).listen({ port: 7777, host: address, allowHalfOpen: true }, () => console.log('ready'));`;

const upload = `const s = require('net').connect(7777, '${address}'); s.end(Buffer.alloc(${bytes}, 'u')); s.on('data', (said) => console.log(said.toString())).on('error', (error) => console.log(error.code));`;
const download = `let begun, got = 0; const s = require('net').connect(7777, '${address}', () => s.write('d'));
s.on('data', (chunk) => { begun ??= performance.now(); got += chunk.length; }).on('end', () => { console.log(got * 8 / 1000 / (performance.now() - begun)); s.end(); }).on('error', (error) => console.log(error.code));`;

describe.skipIf(!isRoot)('the bandwidth of a workspace', () => {
  let platform: Platform;
  let admin: Client;
  let shells: Shell[];
  let outside: Outside;

  beforeAll(async () => {
    outside = await makeOutside(0, server);
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
    await platform?.stop();
    outside?.close();
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
