import { listSandbox, readSandbox } from '../files/sandbox-files.ts';
import { readSandboxPath } from '../files/sandbox-path.ts';
import type { Asked, Reply } from '../http/asked.ts';
import { Refusal } from '../http/refusal.ts';
import type { MesosParts } from '../parts.ts';
import type { View } from '../view.ts';

const mostDownloaded = 64 * 2 ** 20;

/** GET /files/browse, /files/read and /files/download. */
export async function answerFiles(parts: MesosParts, asked: Asked, path: string, view: View): Promise<Reply> {
  const given = asked.query.get('path');
  if (given === null || given === '') throw new Refusal(400, 'Expecting path=value in query.');
  const at = readSandboxPath(given, view);
  if (path === '/files/browse') {
    const files = await listSandbox(parts, asked, at);
    const { account } = asked.who;
    return json(
      files.map(({ path: file, folder, size, modifiedAt }) => ({
        ...{ path: file, size, mtime: modifiedAt / 1000, nlink: 1 },
        ...{ mode: folder ? 'drwx------' : '-rw-------', uid: account, gid: account },
      })),
    );
  }
  if (path === '/files/read') {
    const offset = whole(asked, 'offset');
    const { data, size } = await readSandbox(parts, asked, at, Math.max(0, offset), wholeOr(asked, 'length'));
    return json(offset < 0 ? { data: '', offset: size } : { data: data.toString(), offset });
  }
  const name = encodeURIComponent(at.path.split('/').at(-1) ?? 'file');
  const headers = { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename=${name}` };
  return { status: 200, headers, body: await wholeFile(parts, asked, at) };
}

async function wholeFile(parts: MesosParts, asked: Asked, at: ReturnType<typeof readSandboxPath>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let offset = 0; ; ) {
    const { data, size } = await readSandbox(parts, asked, at, offset, 1_000_000);
    if (size > mostDownloaded) throw new Refusal(413, `A file of more than ${mostDownloaded} bytes is read in parts`);
    pieces.push(data);
    offset += data.length;
    if (data.length === 0 || offset >= size) return Buffer.concat(pieces);
  }
}

function whole(asked: Asked, name: string): number {
  const given = asked.query.get(name) ?? '-1';
  if (!/^-?\d{1,15}$/.test(given)) throw new Refusal(400, `Failed to parse ${name}: ${given.slice(0, 50)}`);
  return Number(given);
}

function wholeOr(asked: Asked, name: string): number | undefined {
  const found = whole(asked, name);
  return found < 0 ? undefined : found;
}

function json(value: unknown): Reply {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
