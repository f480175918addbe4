import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { Client, newPerson, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { platformEntry } from '../platform/entry.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { processesOf, processesWith } from '../platform/processes.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let bob: Client;
let ofAlice: Shell;
let ofBob: Shell;
let kernel: string;

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off', 'workspace.grace-seconds': '1' } });
  admin = await signInAdmin(platform);
  await admin.post('/api/groups', { name: 'team' });
  [alice, bob] = await Promise.all([
    newPerson(admin, 'alice', { groups: ['team'] }),
    newPerson(admin, 'bob', { groups: ['team'] }),
  ]);
  await Promise.all([startWorkspace(alice, 'alice'), startWorkspace(bob, 'bob')]);
  [ofAlice, ofBob] = await Promise.all([Shell.open(alice, 'alice'), Shell.open(bob, 'bob')]);
  const sql = await JupyterKernel.start(alice, 'alice', 'sql');
  kernel = sql.id;
  sql.close();
});
afterAll(() => platform?.stop());

interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request exactly as given: no path made straight, any Host. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const options = { port: platform.port, host: 'localhost', path, method, headers, agent: false };
    const asked = request(options, (answer) => {
      let text = '';
      answer.setEncoding('latin1');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('close', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

/** Bytes straight onto the wire; what came back until the other end closed or the time was over. */
function wire(bytes: string, milliseconds: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(platform.port, 'localhost', () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), milliseconds);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

/** The status with which a websocket is answered: 101 for an open one. */
function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://localhost:${platform.port}${path}`, { headers });
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0));
    socket.on('error', () => resolve(0));
    setTimeout(() => socket.terminate(), 3000);
  });
}

const json = { 'content-type': 'application/json' };
const foreignOrigins = () => [
  'http://evil.example',
  'null',
  `http://bob.localhost:${platform.port}`,
  `http://localhost:${platform.port}.evil.example`,
  `http://evil-localhost:${platform.port}`,
  `https://localhost:${platform.port}`,
  'http://localhost',
];

describe('what belongs to another', () => {
  test('is not there for other accounts, administrators included, by any spelling of its address', async () => {
    const paths = [
      '/user/alice/',
      '/user/alice/api/status',
      '/user/alice/api/contents/Welcome.ipynb',
      `/user/alice/api/kernels/${kernel}`,
      '/user/alice/api/terminals',
      '/user/alice/terminals/websocket/1',
      '/user/alice/stoa/status',
      '/user/alice/stoa/results/1/rows',
      '/user/alice/files/list?path=',
      '/user/alice/files/content?path=Welcome.ipynb',
      '/user/alice/files/zip?path=samples',
      '/user/alice/files/watch?path=',
      '/user/%61lice/api/kernels',
      '/user/ALICE/api/kernels',
      '/user//alice/api/kernels',
      '/user/alice%00/api/kernels',
      '/user/bob/../alice/api/kernels',
      '/user/bob/%2e%2e/alice/api/kernels',
      '/user/bob/api/../../alice/api/kernels',
      '/user/bob/api/%2e%2e/%2e%2e/alice/api/kernels',
      '/user/bob/..%2falice/api/kernels',
      '/user/bob\\..\\alice/api/kernels',
      '/user/bob%2f..%2falice/api/kernels',
      '/user/alice;bob/api/kernels',
    ];
    for (const path of paths) {
      for (const { cookie } of [bob, admin])
        expect([path, (await raw(path, { cookie })).status]).toEqual([path, expect.toBeOneOf([400, 404])]);
      expect([path, (await raw(path)).status]).toEqual([path, expect.toBeOneOf([400, 401, 404])]);
    }
    for (const [method, path] of [
      ['POST', '/user/alice/api/kernels'],
      ['DELETE', `/user/alice/api/kernels/${kernel}`],
      ['PUT', '/user/alice/files/content?path=x'],
      ['POST', '/user/alice/files/delete'],
      ['POST', '/api/workspaces/alice/start'],
      ['GET', '/api/workspaces/alice'],
      ['POST', '/api/workspaces/alice/stop'],
      ['GET', '/api/accounts/alice'],
    ] as const)
      expect([path, (await bob.send(method, path, method === 'GET' ? undefined : {})).status]).toEqual([path, 404]);
    for (const path of ['/api/accounts', '/api/audit', '/api/system', '/api/workspaces', '/api/invitations'])
      expect([path, (await bob.get(path)).status]).toEqual([path, 403]);
    expect((await alice.get(`/user/alice/api/kernels/${kernel}`)).status).toBe(200);
  });

  test('cannot be ended or read by its id: tokens, sessions, uploads, events', async () => {
    const { id } = (await alice.post('/api/tokens', { name: 'script' })).body;
    const [session] = (await alice.get('/api/sessions')).body.items;
    expect((await bob.send('DELETE', `/api/tokens/${id}`)).status).toBe(404);
    expect((await bob.send('DELETE', `/api/sessions/${session.id}`)).status).toBe(404);
    expect((await alice.get('/api/session')).status).toBe(200);

    const ended = new AbortController();
    const stream = await fetch(`${platform.url}/api/events`, { headers: { cookie: bob.cookie }, signal: ended.signal });
    await alice.post('/api/tokens', { name: 'seen-by-nobody' });
    await alice.post('/api/workspaces/alice/keep');
    await bob.post('/api/tokens', { name: 'own' });
    setTimeout(() => ended.abort(), 1000);
    let heard = '';
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const part = await reader?.read().catch(() => undefined);
      if (part === undefined || part.done) break;
      heard += part.value;
    }
    expect(stream.status).toBe(200);
    expect(heard).not.toMatch(/alice|seen-by-nobody/);
  });

  test('is not reached by a path out of the own home', async () => {
    for (const path of [
      '../alice/Welcome.ipynb',
      '/etc/passwd',
      '/home/alice',
      '..%2f..%2fetc%2fpasswd',
      '%252e%252e/alice',
      'samples/../../alice',
      '..\\alice',
      'x%00',
      '.stoa/../../alice',
    ]) {
      for (const url of [
        `/user/bob/files/content?path=${path}`,
        `/user/bob/files/zip?path=${path}`,
        `/user/bob/api/contents/${path}`,
      ]) {
        const { status, body } = await raw(url, { cookie: bob.cookie });
        expect([url, status]).toEqual([url, expect.toBeOneOf([400, 403, 404])]);
        expect(body).not.toContain('root:');
      }
    }
  });
});

describe('a websocket', () => {
  test('opens for its own account from its own page alone: kernels, terminals, documents', async () => {
    const paths = [
      `/user/alice/api/kernels/${kernel}/channels`,
      `/user/alice/terminals/websocket/${ofAlice.name}`,
      '/user/alice/stoa/document?path=Welcome.ipynb&history=',
    ];
    const { cookie } = alice;
    const { token } = (await alice.post('/api/tokens', { name: 'reader', scopes: ['read'] })).body;
    for (const path of paths) {
      const said = {
        own: await upgrade(path, { cookie, origin: platform.url }),
        nobody: await upgrade(path, {}),
        neighbour: await upgrade(path, { cookie: bob.cookie }),
        administrator: await upgrade(path, { cookie: admin.cookie }),
        forged: await upgrade(path, { authorization: 'token stoa_guess' }),
        reader: await upgrade(path, { authorization: `token ${token}` }),
        rebound: await upgrade(path, { cookie, host: `evil.example:${platform.port}` }),
      };
      expect(said).toEqual({
        own: 101,
        nobody: 401,
        neighbour: 404,
        administrator: 404,
        forged: 401,
        reader: 403,
        rebound: expect.toBeOneOf([400, 404, 421]),
      });
      for (const origin of foreignOrigins())
        expect([origin, await upgrade(path, { cookie, origin })]).toEqual([origin, 403]);
    }
  });
});

describe('another site', () => {
  test('changes nothing with the cookie of somebody signed in', async () => {
    const body = JSON.stringify({ name: 'forged' });
    const { cookie } = alice;
    const count = async () =>
      (await alice.get('/api/tokens?limit=500')).body.items.filter(({ name }: { name: string }) => name === 'forged')
        .length;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; application/json',
      '',
    ])
      expect([
        type,
        (await raw('/api/tokens', { cookie, ...(type ? { 'content-type': type } : {}) }, 'POST', body)).status,
      ]).toEqual([type, expect.toBeOneOf([400, 403, 415])]);
    for (const origin of foreignOrigins()) {
      const from = { cookie, origin };
      expect((await raw('/api/tokens', { ...from, ...json }, 'POST', body)).status).toBe(403);
      expect((await raw('/api/session', from, 'DELETE')).status).toBe(403);
      expect((await raw('/api/workspaces/alice/stop', { ...from, ...json }, 'POST', '{}')).status).toBe(403);
      expect((await raw('/user/alice/api/kernels', { ...from, ...json }, 'POST', '{}')).status).toBe(403);
      expect(
        (
          await raw(
            '/user/alice/files/content?path=forged',
            { ...from, 'content-type': 'application/octet-stream' },
            'PUT',
            'x',
          )
        ).status,
      ).toBe(403);
      // Signing somebody in as the attacker is a change too.
      const credentials = JSON.stringify({ username: 'bob', password: 'password-of-bob' });
      const { status, headers } = await raw('/api/session', { origin, ...json }, 'POST', credentials);
      expect([origin, status, headers['set-cookie']]).toEqual([origin, 403, undefined]);
    }
    for (const site of ['cross-site', 'same-site'])
      expect((await raw('/api/tokens', { cookie, ...json, 'sec-fetch-site': site }, 'POST', body)).status).toBe(403);
    expect(await count()).toBe(0);
    expect((await alice.get('/api/session')).status).toBe(200);
  });

  test('is not the platform under a name of its own, and reads nothing across origins', async () => {
    const { cookie } = alice;
    for (const host of [
      'evil.example',
      `evil.example:${platform.port}`,
      `localhost:${platform.port}.evil.example`,
      `bob.localhost:${platform.port}`,
      `localhost.:${platform.port}`,
      `localhost:${platform.port}@evil.example`,
    ])
      for (const path of ['/', '/api/session', '/user/alice/api/kernels'])
        expect([host, path, (await raw(path, { host, cookie })).status]).toEqual([
          host,
          path,
          expect.toBeOneOf([400, 404, 421]),
        ]);
    const answer = await raw('/api/session', { cookie, origin: 'http://evil.example' });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const made = await raw(
      '/api/accounts',
      {
        cookie: admin.cookie,
        ...json,
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'javascript',
        forwarded: 'host=evil.example',
      },
      'POST',
      JSON.stringify({ name: 'invited' }),
    );
    expect(made.status).toBe(201);
    expect(made.body).not.toContain('evil.example');
  });

  test('is nowhere redirected to, and frames no page', async () => {
    for (const path of [
      '//evil.example/',
      '/\\evil.example',
      '/%2f%2fevil.example',
      '/%5cevil.example',
      '/sign-in?next=//evil.example',
      '/sign-in?next=https:evil.example',
      '/user/bob//evil.example/',
      '/api//evil.example',
      '/assets//evil.example',
    ]) {
      const { status, headers } = await raw(path, { cookie: bob.cookie });
      expect([path, headers.location]).toEqual([path, undefined]);
      expect(status < 300 || status >= 400).toBe(true);
    }
    const page = await raw('/');
    expect(page.headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
    expect(page.headers['content-security-policy']).not.toMatch(/script-src [^;]*unsafe-(inline|eval)/);
  });
});

describe('a request made to do harm', () => {
  test('is refused quickly and plainly, and the platform goes on', async () => {
    const { cookie } = bob;
    const post = (body: string) => raw('/api/tokens', { cookie, ...json }, 'POST', body);
    const status = async (asked: Promise<Raw>) => (await asked.catch(() => ({ status: 413 }))).status;
    expect(await status(post(`{"name":"${'x'.repeat(20_000_000)}"}`))).toBeOneOf([413, 503]);
    expect(await status(post(`{"name":"${'x'.repeat(1_000_000)}"}`))).toBe(400);
    expect(await status(post('['.repeat(500_000)))).toBe(400);
    expect(await status(post(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`))).toBe(400);
    expect(await status(post('{"__proto__":{"admin":true},"name":"x"}'))).toBeOneOf([201, 400]);
    expect(await status(post('{"name":{"constructor":1}}'))).toBe(400);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x-${index}`, 'y']));
    expect((await raw('/api/session', { cookie, ...many })).status).toBe(431);
    expect((await raw('/api/session', { cookie, 'x-long': 'y'.repeat(100_000) })).status).toBe(431);
    expect((await raw(`/api/session?${'y'.repeat(100_000)}`, { cookie })).status).toBe(431);
    const length = 'content-length: 5\r\ntransfer-encoding: chunked\r\n';
    const smuggled = await wire(
      `POST /api/session HTTP/1.1\r\nhost: localhost:${platform.port}\r\n${length}\r\n0\r\n\r\nGET /api/session HTTP/1.1\r\n\r\n`,
      2000,
    );
    expect(smuggled).toMatch(/^HTTP\/1.1 400/);
    expect((await bob.get('/api/session')).body.account.admin).toBe(false);
    const name = await raw(
      '/api/session',
      json,
      'POST',
      JSON.stringify({ username: 'a'.repeat(1_000_000), password: 'x' }),
    );
    expect(name.status).toBe(400);
  });

  test('that never ends is cut, and others are served meanwhile', async () => {
    const head = `POST /api/session HTTP/1.1\r\nhost: localhost:${platform.port}\r\n`;
    const slow = Array.from({ length: 200 }, () => wire(head, 25_000));
    const bodies = Array.from({ length: 100 }, () =>
      wire(`${head}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{`, 8_000),
    );
    const begun = performance.now();
    expect((await bob.get('/api/session')).status).toBe(200);
    expect((await alice.get('/user/alice/api/kernels')).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(2000);
    for (const said of await Promise.all(slow)) expect(said).toMatch(/^HTTP\/1.1 408/);
    await Promise.all(bodies);
  }, 60_000);
});

describe('a hostile workspace server', () => {
  const take = `
    const fs = require('fs');
    const pid = fs.readdirSync('/proc').find((name) => /^\\d+$/.test(name) && fs.readFileSync('/proc/' + name + '/cmdline', 'utf8').includes('inside/workspace.js'));
    process.kill(Number(pid), 'SIGUSR1');
    const hostile = () => {
      const fs = process.getBuiltinModule('fs');
      const servers = process._getActiveHandles().filter((each) => each.listenerCount?.('request') > 0);
      const note = (kind, req) => fs.appendFileSync(process.env.HOME + '/seen', JSON.stringify([kind, req.url, req.rawHeaders]) + '\\n');
      for (const server of servers) {
        server.removeAllListeners('request').removeAllListeners('upgrade');
        server.on('upgrade', (req, socket) => {
          note('upgrade', req);
          socket.end('HTTP/1.1 200 OK\\r\\nset-cookie: stoa_session=tossed; Path=/\\r\\nlocation: https://evil.example\\r\\ncontent-type: text/html\\r\\nconnection: close\\r\\n\\r\\n<script>alert(1)</script>');
        });
        server.on('request', (req, res) => {
          note('request', req);
          const kind = new URL(req.url, 'http://x').searchParams.get('kind');
          res.setHeader('set-cookie', ['stoa_session=tossed; Path=/', 'x=1; Domain=localhost']);
          for (const [name, value] of [['service-worker-allowed', '/'], ['access-control-allow-origin', '*'], ['access-control-allow-credentials', 'true'], ['clear-site-data', '"*"'], ['refresh', '0; url=https://evil.example'], ['content-security-policy', "default-src * 'unsafe-inline'"], ['link', '<https://evil.example>; rel=preload'], ['x-content-type-options', 'none'], ['www-authenticate', 'Basic realm="password"'], ['report-to', '{}'], ['alt-svc', 'h3=":443"']]) res.setHeader(name, value);
          if (kind === 'move') return res.writeHead(302, { location: 'https://evil.example/' }).end();
          if (kind === 'ask') return res.writeHead(401).end('who are you');
          if (kind === 'endless') { res.writeHead(200, { 'content-type': 'text/plain' }); const more = () => { while (res.write('x'.repeat(65536))); res.once('drain', more); }; return more(); }
          if (kind === 'two') return req.socket.write('HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nokHTTP/1.1 200 OK\\r\\nset-cookie: stoa_session=second\\r\\ncontent-type: text/html\\r\\ncontent-length: 6\\r\\n\\r\\npoison');
          res.setHeader('content-type', kind === 'script' ? 'text/javascript' : kind === 'svg' ? 'image/svg+xml' : kind === 'xml' ? 'application/xhtml+xml' : 'text/html');
          if (kind === 'inline') res.setHeader('content-disposition', 'inline; filename="x.html"');
          res.end('<script>alert(1)</script>');
        });
      }
      return servers.length;
    };
    (async () => {
      let list;
      for (let tries = 0; !list && tries < 50; tries++) {
        list = await fetch('http://127.0.0.1:9229/json/list').then((answer) => answer.json(), () => undefined);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const socket = new WebSocket(list[0].webSocketDebuggerUrl);
      socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: '(' + hostile + ')()', returnByValue: true } }));
      socket.onmessage = ({ data }) => { console.log('taken', JSON.parse(data).result?.result?.value); process.exit(); };
    })();`;

  test('runs nothing on the platform’s origin, and no credential reaches it', async () => {
    const encoded = Buffer.from(take).toString('base64');
    await ofBob.run(`rm -f ~/seen; echo ${encoded} | base64 -d > ~/take.cjs`);
    expect(await ofBob.run('$STOA_RELEASE/bin/node ~/take.cjs')).toMatch(/^taken [1-9]/);
    const { token } = (await bob.post('/api/tokens', { name: 'shown' })).body;
    const credentials = [
      { cookie: bob.cookie },
      { authorization: `Bearer ${token}` },
      { authorization: `token ${token}` },
    ];
    for (const headers of credentials)
      for (const kind of ['page', 'inline', 'script', 'svg', 'xml', 'ask', 'move']) {
        const answer = await raw(`/user/bob/api/contents?kind=${kind}&token=${headers.cookie ? '' : token}`, headers);
        const shown = answer.headers;
        if (kind === 'move') expect(answer.status).toBe(502);
        else
          expect(shown['content-type']).toMatch(
            /^(application\/octet-stream|image\/svg\+xml|text\/plain|application\/problem\+json)/,
          );
        if (kind !== 'move') expect(shown['content-security-policy']).toMatch(/^sandbox/);
        expect(shown['x-content-type-options']).toBe('nosniff');
        const odd = [
          'set-cookie',
          'location',
          'service-worker-allowed',
          'access-control-allow-origin',
          'access-control-allow-credentials',
          'clear-site-data',
          'refresh',
          'link',
          'report-to',
          'alt-svc',
          'www-authenticate',
        ];
        expect([kind, odd.filter((name) => shown[name] !== undefined)]).toEqual([kind, []]);
      }
    for (const path of [
      '/user/bob/terminals/websocket/1',
      '/user/bob/api/kernels/x/channels',
      '/user/bob/stoa/document?path=x',
    ]) {
      const refused = await wire(
        `GET ${path}?kind=x HTTP/1.1\r\nhost: localhost:${platform.port}\r\ncookie: ${bob.cookie}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
        3000,
      );
      expect(refused).not.toMatch(/set-cookie|evil\.example|content-type: text\/html/i);
    }
    expect((await admin.get('/user/bob/')).status).toBe(404);
    expect((await raw('/user/bob/api/contents?kind=admin', { cookie: admin.cookie })).status).toBe(404);
    await raw('/user/bob/api/contents?kind=two', { cookie: bob.cookie });
    for (let tries = 0; tries < 5; tries++) {
      const after = await raw('/user/bob/api/contents?kind=page', { cookie: bob.cookie });
      expect(after.headers['set-cookie']).toBeUndefined();
    }
    expect((await alice.get('/user/alice/api/kernels')).status).toBe(200);
    const listed = await admin.get('/api/workspaces');
    expect(listed.status).toBe(200);
    expect((await admin.get('/api/workspaces/bob')).body.state).toBe('running');

    const seen = await ofBob.run('cat ~/seen');
    expect(seen).toContain('kind=page');
    expect(seen).toContain('upgrade');
    expect(seen).not.toContain('kind=admin');
    for (const secret of [token, bob.cookie.split('=')[1] ?? '', 'stoa_session', admin.cookie.split('=')[1] ?? ''])
      expect(seen).not.toContain(secret);
    expect(seen.toLowerCase()).not.toMatch(/"(cookie|authorization|referer)"/);
  });

  test('that never stops answering fills no memory of the platform', async () => {
    const ended = new AbortController();
    const answer = await fetch(`${platform.url}/user/bob/api/contents?kind=endless`, {
      headers: { cookie: bob.cookie },
      signal: ended.signal,
    });
    const pid = processesWith(`\0${platform.data}\0`).find((each) =>
      readFileSync(`/proc/${each}/cmdline`, 'utf8').includes(`${platformEntry}\0gateway`),
    );
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = resident();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(resident() - before).toBeLessThan(150);
    ended.abort();
    await answer.body?.cancel().catch(() => {});
    expect((await alice.get('/user/alice/api/kernels')).status).toBe(200);
  });

  test('ends when it is killed: the platform’s own is back on the same socket', async () => {
    await ofBob.run('pkill -9 -f inside/workspace.js', 2000).catch(() => '');
    await expect.poll(async () => (await bob.get('/user/bob/api/kernels')).status, { timeout: 10_000 }).toBe(200);
    ofBob = await Shell.open(bob, 'bob');
  });
});

describe('entries swapped for links', () => {
  test('in a shared folder never make alice copy out or erase what is only hers', async () => {
    await ofAlice.run('mkdir -p ~/private; echo the-secret-of-alice > ~/private/x');
    await ofBob.run(
      `mkdir -p /groups/team/trap/inner; echo plain > /groups/team/trap/inner/x; ln -s /home/alice/private /groups/team/trap/link; ln -s /home/alice/private/x /groups/team/trap/file
       echo 'cd /groups/team/trap; while :; do mv inner other && ln -s /home/alice/private inner; rm inner; mv other inner; done' > ~/swap
       setsid sh ~/swap > /dev/null 2>&1 < /dev/null &`,
    );
    const files = (path: string, body: object) => alice.post(`/user/alice/files/${path}`, body);
    for (let tries = 0; tries < 15; tries++) {
      await alice.send('GET', `/user/alice/files/zip?path=groups/team/trap`);
      await files('copy', { paths: ['groups/team/trap'], to: 'groups/team', conflict: 'keep-both' });
      await alice.send('GET', '/user/alice/files/content?path=groups/team/trap/inner/x');
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await ofBob.run('ls /groups/team | grep -c trap')).not.toBe('1');
    expect(await ofBob.run('grep -rl the-secret-of-alice /groups/team 2>/dev/null')).toBe('');
    for (let tries = 0; tries < 10; tries++) {
      const { trashed } = (await files('delete', { paths: ['groups/team/trap'] })).body;
      await files('trash/erase', { ids: (trashed ?? []).map(({ id }: { id: string }) => id) });
      await ofBob.run(
        'mkdir -p /groups/team/trap/inner; echo plain > /groups/team/trap/inner/x; ln -sfn /home/alice/private /groups/team/trap/link',
      );
    }
    await ofBob.run('pkill -f swap; rm -rf /groups/team/*');
    expect(await ofAlice.run('cat ~/private/x')).toBe('the-secret-of-alice');
  });

  test('in a home never make the platform write or read elsewhere at a launch', async () => {
    const dave = await newPerson(admin, 'dave');
    await startWorkspace(dave, 'dave');
    const shell = await Shell.open(dave, 'dave');
    const agent = join(platform.data, 'agent');
    const before = readdirSync(agent).sort();
    await shell.run(
      `rm -rf ~/.stoa ~/samples ~/groups ~/Welcome.ipynb; ln -s ${agent} ~/.stoa; ln -s /etc ~/samples; ln -s ${platform.data}/control ~/groups; ln -s /etc/passwd ~/Welcome.ipynb`,
    );
    shell.close();
    await dave.post('/api/workspaces/dave/stop');
    const launched = (await dave.post('/api/workspaces/dave/start?wait=true')).body;
    expect(['running', 'failed']).toContain(launched.state);
    if (launched.state === 'failed') expect(launched.failure.detail).not.toBe('');
    await dave.get('/user/dave/files/list?path=');
    expect(readdirSync(agent).sort()).toEqual(before);
    expect(readFileSync('/etc/passwd', 'utf8')).not.toContain('cells');
    for (const path of ['groups/state.sqlite', '.stoa/tasks', 'samples/shadow']) {
      const { status } = await dave.get(`/user/dave/files/content?path=${path}`);
      expect([path, status]).toEqual([path, expect.toBeOneOf([400, 403, 404, 409, 422, 503])]);
    }
    await dave.post('/api/workspaces/dave/stop');
  });
});

describe('rights end at once', () => {
  test('for who leaves a group, a running program with an open file included', async () => {
    const carol = await newPerson(admin, 'carol', { groups: ['team'] });
    await startWorkspace(carol, 'carol');
    const shell = await Shell.open(carol, 'carol');
    await shell.run(
      `setsid sh -c 'exec 3>> /groups/team/open; while :; do echo more >&3; sleep 0.05; done' > /dev/null 2>&1 < /dev/null & until test -s /groups/team/open; do sleep 0.1; done`,
    );
    expect((await admin.send('DELETE', '/api/groups/team/members/carol')).status).toBeLessThan(300);
    const size = () => ofAlice.run('stat -c %s /groups/team/open');
    const after = await size();
    expect(Number(after)).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await size()).toBe(after);
    expect((await carol.get('/user/carol/files/list?path=groups/team')).status).toBeGreaterThanOrEqual(400);
    await startWorkspace(carol, 'carol');
    const again = await Shell.open(carol, 'carol');
    expect(await again.run('id -Gn; ls /groups; cat /groups/team/open 2>/dev/null')).not.toMatch(/team|more/);
    await carol.post('/api/workspaces/carol/stop');
  });

  test('for who is suspended: sessions, tokens, websockets, the workspace', async () => {
    const erin = await newPerson(admin, 'erin');
    const { uid } = (await erin.get('/api/session')).body.account;
    const program = new Client(platform.url);
    program.token = (await erin.post('/api/tokens', { name: 'script' })).body.token;
    await startWorkspace(erin, 'erin');
    const shell = await Shell.open(erin, 'erin');
    await shell.run('setsid sleep 1000 > /dev/null 2>&1 < /dev/null &');
    expect((await admin.post('/api/accounts/erin/suspend')).status).toBe(200);
    expect((await erin.get('/api/session')).status).toBe(401);
    expect((await program.get('/api/session')).status).toBe(401);
    expect((await program.get('/user/erin/api/kernels')).status).toBe(401);
    expect(processesOf(uid)).toEqual([]);
    await expect.poll(() => shell.closed, { timeout: 2000 }).toBe(true);
    await expect(signIn(platform, 'erin', 'password-of-erin')).rejects.toThrow();
    expect((await admin.post('/api/accounts/erin/resume')).status).toBe(200);
    expect((await erin.get('/api/session')).status).toBe(401);
    expect((await program.get('/api/session')).status).toBe(401);
    expect((await (await signIn(platform, 'erin', 'password-of-erin')).get('/api/session')).status).toBe(200);
  });

  test('for a signed-out browser, its terminal included', async () => {
    const second = await signIn(platform, 'bob', 'password-of-bob');
    const shell = await Shell.open(second, 'bob');
    expect((await second.send('DELETE', '/api/session')).status).toBeLessThan(300);
    await expect.poll(() => shell.closed, { timeout: 2000 }).toBe(true);
    expect((await bob.get('/api/session')).status).toBe(200);
  });

  test('for a one-time password, which opens nothing but its own change', async () => {
    await newPerson(admin, 'frank');
    const { oneTimePassword } = (await admin.post('/api/accounts/frank/reset-password')).body;
    await expect(signIn(platform, 'frank', 'password-of-frank')).rejects.toThrow();
    const frank = await signIn(platform, 'frank', oneTimePassword);
    expect((await frank.get('/api/session')).body.mustChangePassword).toBe(true);
    for (const [method, path] of [
      ['POST', '/api/tokens'],
      ['POST', '/api/workspaces/frank/start'],
      ['GET', '/api/workspaces/frank'],
      ['GET', '/user/frank/api/kernels'],
      ['GET', '/api/events'],
    ] as const)
      expect([path, (await frank.send(method, path, method === 'GET' ? undefined : { name: 'x' })).status]).toEqual([
        path,
        403,
      ]);
    const changed = await frank.send('PUT', '/api/account/password', {
      current: oneTimePassword,
      new: 'a-new-one-of-frank',
    });
    expect(changed.status).toBe(200);
    expect((await frank.post('/api/tokens', { name: 'x' })).status).toBe(201);
    await expect(signIn(platform, 'frank', oneTimePassword)).rejects.toThrow();
  });
});

test('no password, token or session is in a log, the database or a command line, whichever way it came', async () => {
  const { token } = (await bob.post('/api/tokens', { name: 'in an address' })).body;
  await raw(`/user/bob/api/kernels?token=${token}`);
  await raw(`/user/bob/api/kernels?%74oken=${token}&x=1`);
  await raw(`/api/session?token=${token}`);
  await raw(`/nowhere?token=${token}`, { referer: `${platform.url}/user/bob/?token=${token}` });
  await raw('/api/session', json, 'POST', JSON.stringify({ username: 'bob', password: 'a-wrong-password-typed' }));
  await raw('/api/session', json, 'POST', JSON.stringify({ username: 'password-of-bob', password: 'password-of-bob' }));
  const secrets = [
    token,
    'password-of-bob',
    'a-wrong-password-typed',
    platform.adminPassword,
    ...[alice, bob, admin].map(({ cookie }) => cookie.split('=')[1] ?? ''),
  ];
  const leaks: string[] = [];
  const look = (where: string, text: string) => {
    for (const secret of secrets) if (text.includes(secret)) leaks.push(`${where}: ${secret}`);
  };
  for (const file of readdirSync(platform.data, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (!file.isFile() || /\/(homes|images|releases|groups)\//.test(path) || statSync(path).size > 50e6) continue;
    look(path, readFileSync(path, 'latin1'));
  }
  look('output', platform.output.join('\n'));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      look(`command line ${pid}`, readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
    } catch {
      // It has ended.
    }
  expect(leaks).toEqual([]);
});
