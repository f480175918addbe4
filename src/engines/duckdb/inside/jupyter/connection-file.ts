import { readFile } from 'node:fs/promises';
import type { Endpoint } from './zmtp-server.ts';

/** A Jupyter connection file, as parsed. Ports are numbers for `tcp` and suffixes of the path `ip` for `ipc`. */
export interface ConnectionFile {
  readonly transport: 'ipc' | 'tcp';
  readonly ip: string;
  readonly key: string;
  readonly shell: number;
  readonly iopub: number;
  readonly stdin: number;
  readonly control: number;
  readonly heartbeat: number;
}

export class ConnectionFileInvalid extends Error {
  readonly code = 'connection-file-invalid';
}

export async function readConnectionFile(path: string): Promise<ConnectionFile> {
  let found: unknown;
  try {
    found = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ConnectionFileInvalid(`The connection file ${path} cannot be read: ${String(cause)}`, { cause });
  }
  return parseConnection(found, path);
}

function parseConnection(found: unknown, path: string): ConnectionFile {
  if (typeof found !== 'object' || found === null) throw new ConnectionFileInvalid(`${path} is not a JSON object`);
  const fields = found as Record<string, unknown>;
  const text = (name: string): string => {
    const value = fields[name];
    if (typeof value !== 'string') throw new ConnectionFileInvalid(`${path}: "${name}" is not a string`);
    return value;
  };
  const port = (name: string): number => {
    const value = fields[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 65_535)
      throw new ConnectionFileInvalid(`${path}: "${name}" is not a port number`);
    return value;
  };
  const transport = text('transport');
  if (transport !== 'ipc' && transport !== 'tcp')
    throw new ConnectionFileInvalid(`${path}: "transport" is "${transport}", expected "ipc" or "tcp"`);
  const scheme = fields.signature_scheme ?? 'hmac-sha256';
  if (scheme !== 'hmac-sha256')
    throw new ConnectionFileInvalid(`${path}: "signature_scheme" is "${String(scheme)}", expected "hmac-sha256"`);
  return {
    transport,
    ip: text('ip'),
    key: text('key'),
    shell: port('shell_port'),
    iopub: port('iopub_port'),
    stdin: port('stdin_port'),
    control: port('control_port'),
    heartbeat: port('hb_port'),
  };
}

export function endpoint(connection: ConnectionFile, port: number): Endpoint {
  const { transport, ip } = connection;
  return transport === 'tcp' ? { host: ip, port } : { path: `${ip}-${port}` };
}
