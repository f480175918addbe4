import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { send } from './call.ts';
import { type Connection, Refused } from './connection.ts';

/** Copies one file between this machine and the home: `home:path` is in the home, anything else is here. */
export async function copy(connection: Connection, account: string, from: string, to: string): Promise<string> {
  const [source, target] = [inHome(from), inHome(to)];
  if ((source === undefined) === (target === undefined))
    throw new Refused('One of the two must be in the home (home:PATH), the other on this machine.');
  const headers = { authorization: `Bearer ${connection.token}` };
  const content = (path: string) => `${connection.url}/user/${account}/files/content?path=${encodeURIComponent(path)}`;
  if (source !== undefined) {
    const file = isFolder(to) ? `${to.replace(/\/$/, '')}/${basename(source)}` : to;
    const answer = await send(content(source), { headers });
    if (!answer.body) throw new Refused('The platform sent nothing.');
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
    return file;
  }
  const path = target === '' || target?.endsWith('/') ? `${target}${basename(from)}` : (target ?? '');
  await send(`${content(path)}&conflict=replace`, {
    method: 'PUT',
    headers: { ...headers, 'content-length': String(statSync(from).size) },
    body: Readable.toWeb(createReadStream(from)) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  return `home:${path}`;
}

function inHome(path: string): string | undefined {
  return path.startsWith('home:') ? path.slice('home:'.length).replace(/^\/+/, '') : undefined;
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
