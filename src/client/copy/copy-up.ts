import { createReadStream, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Refused } from '../connection.ts';
import type { HomeFiles } from './home-files.ts';
import { found, named, namedLater } from './local-files.ts';
import type { Progress } from './progress.ts';

/** From this machine to the home. */
export async function copyUp(
  home: HomeFiles,
  from: string,
  to: string,
  recursive: boolean,
  progress: Progress,
): Promise<string> {
  const stat = found(from);
  if (stat === undefined) throw new Refused(`${from}: there is no such file or folder on this machine.`);
  if (stat.isDirectory() && !recursive) throw new Refused(`${from} is a folder: copy it with -r.`);
  const folder = to.replace(/\/+$/, '');
  const intoFolder = folder !== to || to === '' || (await home.find(to))?.kind === 'folder';
  const target = intoFolder ? join(folder, basename(resolve(from))) : to;
  if (!stat.isDirectory()) {
    await copyFile(home, from, target, progress);
    return `home:${target}`;
  }
  await copyFolder(home, from, target, progress);
  return `home:${target}: ${progress.text}`;
}

async function copyFolder(home: HomeFiles, source: string, target: string, progress: Progress): Promise<void> {
  const entries = named(source, () => readdirSync(source, { withFileTypes: true }));
  // Files bring the folders above them along.
  if (!entries.some((entry) => entry.isFile())) await home.makeFolder(target);
  for (const entry of entries) {
    const path = join(source, entry.name);
    const inHome = `${target}/${entry.name}`;
    if (entry.isDirectory()) await copyFolder(home, path, inHome, progress);
    else if (found(path)?.isFile() === true) await copyFile(home, path, inHome, progress);
    else progress.leftOut(path, entry.isSymbolicLink() ? 'a link to a folder or to nothing' : 'not a file');
  }
}

async function copyFile(home: HomeFiles, source: string, target: string, progress: Progress): Promise<void> {
  const stat = found(source);
  if (stat?.isFile() !== true) throw new Refused(`${source}: not a file that can be copied.`);
  // Opened first: a file that may not be read is said as that, not as a request that failed.
  const content = createReadStream(source);
  await namedLater(source, async () => {
    const opened = Promise.withResolvers<void>();
    content.once('open', () => opened.resolve());
    content.once('error', opened.reject);
    await opened.promise;
  });
  await home.write(target, content, stat.size);
  progress.copied(stat.size);
}
