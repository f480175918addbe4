import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { edgeWorld } from './testing/edge-world.ts';

test('https: the cookie has its strict name, websockets work, a new certificate is taken without a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edge-tls-'));
  const pair = (name: string) => ({ certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) });
  for (const name of ['first', 'second']) makeCertificate(name, pair(name));
  const used = pair('used');
  await copyFile(pair('first').certFile, used.certFile);
  await copyFile(pair('first').keyFile, used.keyFile);
  const world = await edgeWorld({ options: { tls: used, publicUrl: 'https://data.example.org' } });
  const secret = world.addAccount('alice');
  const server = await world.addTarget('alice', 'workspace', (_, res) => res.end('ok'));
  const sockets = new WebSocketServer({ server });
  await world.settled();

  const get = (cookie: string, host = 'data.example.org') =>
    new Promise<{ status: number; name: string; hsts: string | undefined }>((resolve, reject) => {
      const req = request(
        {
          port: world.port,
          path: cookie === '' ? '/' : '/user/alice/api/x',
          headers: { cookie, host },
          agent: false,
          rejectUnauthorized: false,
        },
        (res) => {
          res.resume();
          const { socket } = res;
          const certificate: Partial<PeerCertificate> = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
          const hsts = res.headers['strict-transport-security'];
          resolve({ status: res.statusCode ?? 0, name: String(certificate.subject?.CN), hsts });
        },
      );
      req.on('error', reject);
      req.end();
    });

  expect(await get(`__Host-stoa_session=${secret}`)).toMatchObject({ status: 200, name: 'first' });
  expect(await get(`stoa_session=${secret}`)).toMatchObject({ status: 401 });
  expect(await get('')).toMatchObject({ status: 200, hsts: 'max-age=31536000' });
  expect(await get('', 'data.example.org:443')).toMatchObject({ status: 200 });
  expect(await get('', 'evil.example.org')).toMatchObject({ status: 421 });

  const client = new WebSocket(`wss://127.0.0.1:${world.port}/user/alice/api/kernels/1/channels`, {
    headers: { cookie: `__Host-stoa_session=${secret}`, host: 'data.example.org', origin: 'https://data.example.org' },
    rejectUnauthorized: false,
  });
  await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));

  await copyFile(pair('second').keyFile, used.keyFile);
  await copyFile(pair('second').certFile, used.certFile);
  await expect.poll(async () => (await get('')).name, { timeout: 10_000 }).toBe('second');
  client.terminate();
  sockets.close();
  await world.close();
  await rm(folder, { recursive: true });
});

function makeCertificate(name: string, { certFile, keyFile }: { certFile: string; keyFile: string }): void {
  const asked = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...asked, '-subj', `/CN=${name}`, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  });
}
