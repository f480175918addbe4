import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unzip } from './unzip.ts';

/** Unpacks by the name's ending; a file of another kind stays as it is. */
export async function extract(path: string, folder: string): Promise<void> {
  if (/\.(tar|tar\.gz|tgz|tar\.bz2|tbz2|tar\.xz|txz|tar\.zst)$/i.test(path)) await untar(path, folder);
  else if (/\.zip$/i.test(path)) await unzip(path, folder);
  else if (/\.gz$/i.test(path))
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(path.slice(0, -3), { mode: 0o600 }));
}

function untar(path: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['--extract', '--file', path, '--directory', folder, '--no-same-owner'];
    const tar = spawn('tar', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    tar.stderr.on('data', (piece) => {
      said = `${said}${piece}`.slice(0, 500);
    });
    tar.once('error', () => reject(new Error('this host has no tar to unpack it.')));
    tar.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`it could not be unpacked: ${said.trim().split('\n')[0]}`));
    });
  });
}
