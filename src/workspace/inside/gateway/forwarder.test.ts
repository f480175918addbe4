import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotebookClient } from '../testing/notebook-client.ts';
import { noPython, RealServer } from '../testing/real-server.ts';

const server = new RealServer();
let gateway: Server;

beforeAll(async () => {
  const socket = join(server.folder, 'gateway.sock');
  gateway = createServer((request, response) => response.end(`${request.url} ${request.headers.authorization}`));
  await new Promise<void>((resolve) => gateway.listen(socket, resolve));
  server.env = { STOA_GATEWAY_SOCKET: socket };
  await server.start();
});
afterAll(async () => {
  gateway.close();
  await server.dispose();
});

describe('from inside the sandbox', () => {
  test('the token lies in a file that only the tenant reads, and ends with the workspace', async () => {
    expect((await server.ask('PUT', '/stoa/token', { token: 'stoa_secret' })).status).toBe(204);
    const file = join(server.runtime, 'token');
    expect(readFileSync(file, 'utf8').trim()).toBe('stoa_secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.skipIf(noPython() !== null)('a cell reaches the gateway at STOA_URL with the tenant’s token', async () => {
    const source = [
      'import os, urllib.request',
      'token = open(os.environ["STOA_TOKEN_FILE"]).read().strip()',
      'request = urllib.request.Request(os.environ["STOA_URL"] + "/api/session", headers={"Authorization": "Bearer " + token})',
      'print(urllib.request.urlopen(request).read().decode())',
      'print(oct(os.umask(0)), "STOA_GATEWAY_SOCKET" in os.environ)',
    ];
    mkdirSync(server.home, { recursive: true });
    const cell = {
      id: 'a',
      cell_type: 'code',
      source: source.join('\n'),
      metadata: {},
      outputs: [],
      execution_count: null,
    };
    const whole = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
    writeFileSync(join(server.home, 'url.ipynb'), JSON.stringify(whole));
    const page = await NotebookClient.open(server, 'url.ipynb');
    await page.run(['a']);
    expect(page.outputText('a')).toBe('/api/session Bearer stoa_secret\n0o77 False\n');
    page.close();
  });

  test('after an orderly end the token is gone', async () => {
    await server.kill('SIGTERM');
    expect(() => statSync(join(server.runtime, 'token'))).toThrow();
  });
});
