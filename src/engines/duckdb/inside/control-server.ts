import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { EngineErrorCode, OpenKernel } from '../protocol.ts';
import { type Engine, EngineError } from './engine.ts';
import { ConnectionFileInvalid } from './jupyter/connection-file.ts';

const statusOf: Record<EngineErrorCode, number> = {
  'kernel-not-found': 404,
  'kernel-id-taken': 409,
  'connection-file-invalid': 400,
  'request-invalid': 400,
  'engine-failed': 500,
};

const bodyLimitBytes = 65_536;

/** The engine's control socket, as protocol.ts describes it. Answers `undefined` when another engine holds the path. */
export async function serveControl(engine: Engine, path: string): Promise<Server | undefined> {
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    void respond(engine, request, response);
  });
  if (await listen(server, path)) return server;
  if (await isAnswered(path)) return undefined;
  await rm(path, { force: true });
  return (await listen(server, path)) ? server : undefined;
}

async function listen(server: Server, path: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const failed = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error));
  server.once('error', failed);
  server.listen(path, () => resolve(true));
  const listening = await promise;
  server.off('error', failed);
  if (listening) await chmod(path, 0o600);
  return listening;
}

function isAnswered(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path, () => resolve(true));
  socket.on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function respond(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const [status, body] = await route(engine, request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  } catch (error) {
    const code = error instanceof EngineError || error instanceof ConnectionFileInvalid ? error.code : 'engine-failed';
    const message = error instanceof Error ? error.message : String(error);
    response.writeHead(statusOf[code], { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code, message }));
  }
}

async function route(engine: Engine, request: IncomingMessage): Promise<[number, unknown?]> {
  const [, first, id, verb] = new URL(request.url ?? '/', 'http://engine').pathname.split('/').map(decodeURIComponent);
  const call = [request.method, first, id === undefined ? '' : ':id', verb ?? ''].filter(Boolean).join(' ');
  const kernelId = id ?? '';
  switch (call) {
    case 'GET status':
      return [200, engine.status()];
    case 'GET kernels':
      return [200, engine.list()];
    case 'POST kernels':
      return [201, await engine.open(parseOrder(await readBody(request)))];
    case 'GET kernels :id':
      return [200, engine.kernel(kernelId).status];
    case 'DELETE kernels :id':
      await engine.close(kernelId);
      return [204];
    case 'POST kernels :id interrupt':
      engine.kernel(kernelId).interrupt();
      return [204];
    case 'POST kernels :id restart':
      await engine.kernel(kernelId).restart();
      return [200, engine.kernel(kernelId).status];
    default:
      throw new EngineError(
        'request-invalid',
        `${request.method} ${request.url} is not part of the engine's protocol.`,
      );
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bodyLimitBytes) throw new EngineError('request-invalid', 'The request is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function parseOrder(text: string): OpenKernel {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new EngineError('request-invalid', 'The request is not JSON.');
  }
  const { id, connectionFile, cwd, notebook } = found;
  if (typeof id !== 'string' || id === '') throw new EngineError('request-invalid', '"id" is not a text.');
  if (typeof connectionFile !== 'string' || !connectionFile.startsWith('/'))
    throw new EngineError('request-invalid', '"connectionFile" is not an absolute path.');
  return {
    id,
    connectionFile,
    ...(typeof cwd === 'string' && cwd.startsWith('/') ? { cwd } : {}),
    ...(typeof notebook === 'string' ? { notebook } : {}),
  };
}
