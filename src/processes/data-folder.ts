import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadSetting } from '../platform/config/index.ts';

/**
 * Makes the data folder where it is not there yet.
 *
 * @throws BadSetting where it cannot be made or written, with the reason
 */
export function makeDataFolder(data: string): void {
  refusing('data', data, () => {
    makeWithParents(data);
    if (!statSync(data).isDirectory()) throw new BadSetting(`data: ${data} is not a folder`);
    accessSync(data, constants.W_OK | constants.X_OK);
  });
}

/** @throws BadSetting that names the setting, the folder and the reason where the work on the folder fails */
export function refusing(setting: 'data' | 'engines', folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof BadSetting) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = reasons[code] ?? String(error);
    throw new BadSetting(`${setting}: ${folder} cannot be used: ${reason}; choose another with --${setting}`);
  }
}

const reasons: Record<string, string> = {
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'the file system can only be read',
  ENOTDIR: 'a part of the path is not a folder',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the path is too long',
};

/** Not Node's own way, which never ends where a folder says that it is not there, as /proc does. */
function makeWithParents(path: string): void {
  try {
    mkdirSync(path, { mode: 0o711 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || isThere(dirname(path))) throw error;
    makeWithParents(dirname(path));
    mkdirSync(path, { mode: 0o711 });
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
