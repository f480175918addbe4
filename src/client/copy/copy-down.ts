import { createWriteStream, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Refused } from '../connection.ts';
import type { HomeFiles } from './home-files.ts';
import { found, named, namedLater } from './local-files.ts';
import type { Progress } from './progress.ts';
import { isSafeName } from './safe-name.ts';

/** The platform's own folder in the home; a copy of the whole home goes without it. */
const ours = '.stoa';

/** From the home to this machine. Names come from the server: nothing is written outside of `to`. */
export async function copyDown(
  home: HomeFiles,
  from: string,
  to: string,
  recursive: boolean,
  progress: Progress,
): Promise<string> {
  const source = from.replace(/\/+$/, '');
  const entry = await home.find(source);
  if (entry === undefined) throw new Refused(`home:${source}: there is no such file or folder.`);
  const intoFolder = to.endsWith('/') || found(to)?.isDirectory() === true;
  const name = basename(source);
  if (name !== '' && !isSafeName(name)) throw new Refused(`home:${source}: not a name that can be copied.`);
  const target = intoFolder ? join(to, name) : to;
  if (entry.kind !== 'folder') {
    await copyFile(home, source, target, progress);
    return target;
  }
  if (!recursive) throw new Refused(`home:${source} is a folder: copy it with -r.`);
  await copyFolder(home, source, target, progress);
  return `${target}: ${progress.text}`;
}

async function copyFolder(home: HomeFiles, source: string, target: string, progress: Progress): Promise<void> {
  named(target, () => mkdirSync(target, { recursive: true }));
  for await (const { name, kind, link } of home.list(source)) {
    const path = source === '' ? name : `${source}/${name}`;
    if (!isSafeName(name))
      throw new Refused(`The platform named a file ${JSON.stringify(path)}: nothing of it was written.`);
    if (path === ours) continue;
    if (kind === 'folder' && link) progress.leftOut(`home:${path}`, 'a link to a folder');
    else if (kind === 'folder') await copyFolder(home, path, join(target, name), progress);
    else if (kind === 'file') await copyFile(home, path, join(target, name), progress);
    else progress.leftOut(`home:${path}`, kind === 'broken' ? 'a link to nothing' : 'not a file that can be read');
  }
}

async function copyFile(home: HomeFiles, source: string, target: string, progress: Progress): Promise<void> {
  const content = await home.read(source);
  let bytes = 0;
  content.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
  });
  await namedLater(target, () => pipeline(content, createWriteStream(target)));
  progress.copied(bytes);
}
