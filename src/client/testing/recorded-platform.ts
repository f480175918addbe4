import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

type Answer = (body: unknown, request: IncomingMessage, response: ServerResponse) => unknown;

/** Answers of a platform, by method and path: a value is sent as JSON; undefined: the answer sent it itself. */
export async function recordedPlatform(answers: Readonly<Record<string, Answer>>) {
  const seen: { readonly what: string; readonly query: string; readonly body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const what = `${request.method} ${path}`;
    let text = '';
    for await (const part of request) text += part;
    const body: unknown = text === '' ? null : JSON.parse(text);
    seen.push({ what, query, body });
    const answer = answers[what];
    if (!answer) return response.writeHead(404).end(JSON.stringify({ code: 'not-found', title: 'Nothing is here' }));
    const value = answer(body, request, response);
    if (value !== undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    /** Starts the command line as somebody who is signed in there. */
    stoa(...args: string[]) {
      const env = { ...process.env, STOA_URL: `http://127.0.0.1:${port}`, STOA_TOKEN: 'stoa_recorded' };
      const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'main.ts'), ...args], { env });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', (part: Buffer) => {
        said.stdout += part.toString();
      });
      child.stderr.on('data', (part: Buffer) => {
        said.stderr += part.toString();
      });
      const ended = once(child, 'close').then(([code]) => ({ ...said, code: Number(code) }));
      return { child, said, ended };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const sessionOfAda = () => ({
  account: { name: 'ada', displayName: 'Ada', uid: 20_000, label: 'ada', admin: true, groups: [] },
  ...{ via: 'token', scopes: ['all'], mustChangePassword: false, expiresAt: null },
});
