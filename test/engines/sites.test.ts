import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { fetchMilliseconds, prepared, run } from './fetched.ts';

/** Sites that others wrote sign people in with the platform, set up as the guide says. */
const scripts = join(import.meta.dirname, 'sites');

let platform: Platform;
let admin: Client;
let tools: string;

beforeAll(async () => {
  tools = await prepared('sites', async (folder) => {
    await mkdir(folder);
    const options = { timeout: fetchMilliseconds };
    await run('python3', ['-m', 'venv', join(folder, 'python')], options);
    const packages = ['authlib', 'requests', 'jupyterhub', 'oauthenticator'];
    await run(join(folder, 'python/bin/pip'), ['install', '--quiet', ...packages], options);
    await run('npm', ['install', '--silent', '--prefix', folder, 'configurable-http-proxy'], options);
  });
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  await admin.post('/api/groups', { name: 'lab' });
  await newPerson(admin, 'alice', { groups: ['lab'] });
  await newPerson(admin, 'mallory');
}, 2 * fetchMilliseconds);
afterAll(() => platform?.stop());

async function register(id: string, redirectUri: string): Promise<string> {
  const site = { id, kind: 'confidential', name: id, redirectUris: [redirectUri] };
  return (await admin.post('/api/openid/clients', site)).body.secret;
}

async function python(script: string, ...args: string[]) {
  const { stdout } = await run(join(tools, 'python/bin/python'), [join(scripts, script), ...args], { timeout: 60_000 });
  return JSON.parse(stdout);
}

test('Authlib: code flow with PKCE, ID token, userinfo, refresh, revocation', async () => {
  const secret = await register('authlib', 'http://127.0.0.1:9/callback');
  const { claims, info, afterRevocation } = await python('authlib_client.py', platform.url, secret);
  const person = { sub: 'alice', preferred_username: 'alice', groups: ['lab'], uid: info.gid };
  expect(info).toMatchObject(person);
  expect(claims).toMatchObject(person);
  expect(afterRevocation).toBe(401);
});

test('JupyterHub: who is in the group is let in under the same name, others are not', async () => {
  const hub = `http://127.0.0.1:${await freePort()}`;
  const secret = await register('hub', `${hub}/hub/oauth_callback`);
  await using server = await startHub(hub, secret);
  expect(await python('hub_visit.py', platform.url, server.url, 'alice')).toEqual({ status: 200, user: 'alice' });
  expect(await python('hub_visit.py', platform.url, server.url, 'mallory')).toEqual({ status: 403, user: null });
});

async function startHub(url: string, secret: string) {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-hub-'));
  const bin = [join(tools, 'python/bin'), join(tools, 'node_modules/.bin'), dirname(process.execPath)];
  const child = spawn(join(tools, 'python/bin/jupyterhub'), ['--config', join(scripts, 'jupyterhub_config.py')], {
    cwd: folder,
    env: {
      ...{ PATH: [...bin, process.env.PATH].join(delimiter), HOME: folder },
      ...{ PLATFORM: platform.url, HUB: url, SECRET: secret, HUB_PORT: String(await freePort()) },
      ...{ PROXY_API: `http://127.0.0.1:${await freePort()}`, JUPYTERHUB_CRYPT_KEY: randomBytes(32).toString('hex') },
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said = (said + part.toString()).slice(-4000);
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    await rm(folder, { recursive: true });
  };
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/hub/health`).catch(() => undefined);
    if (answer?.ok) return { url, [Symbol.asyncDispose]: stop };
    if (tries > 150 || child.exitCode !== null) {
      await stop();
      throw new Error(`JupyterHub did not start:\n${said}`);
    }
    await delay(200);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
