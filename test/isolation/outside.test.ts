import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { makeOutside, type Outside } from '../platform/outside.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** The internet, as a tenant has it: names, what answers to them, and what a host must not hand on. */

const isRoot = process.getuid?.() === 0;
const metadata = '169.254.169.254';
/** In a network that the operator has closed; it answers for names all the same. */
const inHouse = '198.51.100.7';

/** A name server that knows one name, and a web server at every address that it has. */
const servers = `
const dns = require('dgram').createSocket('udp4');
dns.on('message', (asked, from) => {
  let end = 12;
  const labels = [];
  while (asked[end]) { labels.push(asked.toString('latin1', end + 1, end + 1 + asked[end])); end += 1 + asked[end]; }
  const known = labels.join('.').toLowerCase() === 'outside.example';
  const wanted = known && asked.readUInt16BE(end + 1) === 1;
  const head = Buffer.from(asked.subarray(0, 12));
  head.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(wanted ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]);
  dns.send(Buffer.concat([head, asked.subarray(12, end + 5), ...(wanted ? [answer] : [])]), from.port, from.address);
});
dns.bind(53, '${inHouse}', () => {
  require('http').createServer((request, response) => response.end('outside says ' + request.url)).listen(80, () => console.log('ready'));
});`;

const users = [undefined, 12_345];

describe.skipIf(!isRoot).each(users)('the internet of a workspace, the platform run by uid %s', (uid) => {
  let outside: Outside;
  let platform: Platform;
  let shell: Shell;
  let folder: string;
  let internet: { enforced: string; why: string };

  beforeAll(async () => {
    outside = await makeOutside(uid === undefined ? 1 : 2, servers, [metadata, inHouse]);
    folder = mkdtempSync(join(tmpdir(), 'stoa-outside-'));
    const names = join(folder, 'resolv.conf');
    writeFileSync(names, `nameserver ${inHouse}\noptions timeout:2 attempts:2\n`, { mode: 0o644 });
    const host = ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', names];
    platform = await startPlatform({
      settings: {
        python: 'off',
        'sandbox.closed-networks': '198.51.100.0/24, 198.51.0.0/16',
        'sandbox.connections': '24',
      },
      host,
      ...(uid === undefined ? {} : { uid }),
    });
    const admin = await signInAdmin(platform);
    const alice = await newPerson(admin, 'alice');
    const { limits } = (await admin.get('/api/system')).body;
    internet = limits.find((limit: { name: string }) => limit.name === 'internet');
    await startWorkspace(alice, 'alice');
    shell = await Shell.open(alice, 'alice');
  });
  afterAll(async () => {
    shell?.close();
    await platform?.stop();
    outside?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** What a program in the sandbox gets from there: the text, or the system's code. */
  const fetched = (url: string): Promise<string> => {
    const script = `fetch('${url}', { signal: AbortSignal.timeout(4000) }).then((answer) => answer.text()).then(console.log, (error) => console.log(error.cause?.code ?? error.name))`;
    return shell.run(`$STOA_RELEASE/bin/node -e ${JSON.stringify(script)}`, 20_000);
  };

  test('a name is found by the host’s name server and what answers to it is reached; an unknown one is unknown', async (context) => {
    if (internet.enforced !== 'yes') context.skip(`tenants have no way out here: ${internet.why}`);
    expect(await fetched('http://outside.example/a')).toBe('outside says /a');
    expect(await fetched(`http://${outside.address}/b`)).toBe('outside says /b');
    expect(await fetched('http://unknown.example/')).toBe('ENOTFOUND');
  });

  test('the machine’s metadata, which the host itself reaches, is not handed on', async () => {
    const script = `fetch('http://${metadata}/').then((answer) => answer.text()).then(console.log)`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('outside says /\n');
    expect(await fetched(`http://${metadata}/latest`)).toMatch(/^(E[A-Z]+|UND_ERR\w*|TimeoutError)$/);
  });

  test('a network that the operator closed is reached by the host, and by workspaces for names alone', async () => {
    const script = `fetch('http://${inHouse}/').then((answer) => answer.text()).then(console.log)`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('outside says /\n');
    expect(await fetched(`http://${inHouse}/`)).toMatch(/^(E[A-Z]+|UND_ERR\w*|TimeoutError)$/);
  });

  test('a workspace has no more connections at a time than it may: the kernel’s table is for all', async () => {
    if (uid !== undefined) return;
    const script = `const sockets = Array.from({ length: 40 }, () => require('net').connect(80, '${outside.address}'));
      const ends = sockets.map((socket) => new Promise((end) => socket.once('connect', () => end('open')).once('error', () => end('refused'))));
      Promise.all(ends).then((all) => { console.log(all.filter((one) => one === 'open').length); process.exit(); });`;
    const opened = Number(
      await shell.run(`$STOA_RELEASE/bin/node -e ${JSON.stringify(script.replaceAll('\n', ' '))}`, 20_000),
    );
    expect(opened).toBeGreaterThan(15);
    expect(opened).toBeLessThan(30);
    await expect
      .poll(() => fetched(`http://${outside.address}/later`), { timeout: 20_000 })
      .toBe('outside says /later');
  });

  test('nobody outside reaches the host or a tenant through it, and the platform’s port is closed from inside', async () => {
    for (const host of ['localhost', '127.0.0.1', outside.address.replace(/\d+$/, (last) => String(Number(last) - 1))])
      expect(await fetched(`http://${host}:${platform.port}/healthz`)).toMatch(/^(E[A-Z]+|UND_ERR\w*|TimeoutError)$/);
  });
});
