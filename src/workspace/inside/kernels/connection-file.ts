import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Endpoint } from '../zmtp/socket.ts';
import { isObject } from './wire.ts';

/** Jupyter's connection file. With `ipc`, `ip` is a path and a socket lies at `<ip>-<port>`. */
export interface ConnectionInfo {
  transport: 'ipc' | 'tcp';
  ip: string;
  key: string;
  signature_scheme: 'hmac-sha256';
  kernel_name: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

export async function newConnection(
  transport: ConnectionInfo['transport'],
  socketPrefix: string,
  kernelName: string,
): Promise<ConnectionInfo> {
  const ports = transport === 'ipc' ? [1, 2, 3, 4, 5] : await freePorts(5);
  const [shell = 0, iopub = 0, stdin = 0, control = 0, heartbeat = 0] = ports;
  return {
    transport,
    ip: transport === 'ipc' ? socketPrefix : '127.0.0.1',
    key: randomBytes(32).toString('hex'),
    signature_scheme: 'hmac-sha256',
    kernel_name: kernelName,
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: heartbeat,
  };
}

/** Ports that were free a moment ago; all are held until the last is known, so that none comes twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.on('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export function endpoint(connection: ConnectionInfo, port: number): Endpoint {
  return connection.transport === 'ipc'
    ? { path: `${connection.ip}-${port}` }
    : { host: connection.ip === '*' ? '127.0.0.1' : connection.ip, port };
}

export async function writeConnection(path: string, connection: ConnectionInfo): Promise<void> {
  await writeFile(path, JSON.stringify(connection, null, 2), { mode: 0o600 });
}

/** Throws when the file is missing or is not a connection file. */
export async function readConnection(path: string): Promise<ConnectionInfo> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isObject(value)) throw new Error('not a connection file');
  const number = (name: string): number => {
    const port = value[name];
    if (typeof port !== 'number') throw new Error(`connection file without ${name}`);
    return port;
  };
  const text = (name: string): string => {
    const found = value[name];
    return typeof found === 'string' ? found : '';
  };
  return {
    transport: value.transport === 'ipc' ? 'ipc' : 'tcp',
    ip: text('ip'),
    key: text('key'),
    signature_scheme: 'hmac-sha256',
    kernel_name: text('kernel_name'),
    shell_port: number('shell_port'),
    iopub_port: number('iopub_port'),
    stdin_port: number('stdin_port'),
    control_port: number('control_port'),
    hb_port: number('hb_port'),
  };
}
