import { constants } from 'node:fs';
import {
  access,
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  readlink,
  rename,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { newId } from './new-id.ts';
import { codeOf } from './system-problem.ts';
import { welcomeNotebook } from './welcome-notebook.ts';

/** Absolute paths; `groups` and `release` may be empty where there are none. */
export interface SeedPlaces {
  home: string;
  groups: string;
  release: string;
}

const ours = ['documents', 'results', 'trash', 'sql'];

/**
 * Gives a new home what it begins with. Whoever starts first in the home does it, several at once do no harm, and what
 * the person has deleted since does not come back (`.stoa/seeded` says that it was there). Nobody needs to wait for
 * it before listening.
 */
export async function seedHome(places: SeedPlaces): Promise<void> {
  const stoa = `${places.home}/.stoa`;
  await mkdir(`${stoa}/uploads`, { recursive: true, mode: 0o700 });
  await Promise.all([
    ...ours.map((name) => mkdir(`${stoa}/${name}`, { recursive: true, mode: 0o700 })),
    places.groups === '' ? undefined : linkGroups(`${places.home}/groups`, places.groups),
    seedFiles(places),
  ]);
}

async function seedFiles(places: SeedPlaces): Promise<void> {
  if (await exists(`${places.home}/.stoa/seeded`)) return;
  await Promise.all([
    makeOnce(places, 'Welcome.ipynb', (path) =>
      writeFile(path, `${JSON.stringify(welcomeNotebook, undefined, 1)}\n`, { mode: 0o600, flag: 'wx' }),
    ),
    places.release === '' ? undefined : seedSample(places),
  ]);
  await makeOnce(places, '.stoa/seeded', (path) => writeFile(path, '1\n', { mode: 0o600, flag: 'wx' }));
}

async function seedSample(places: SeedPlaces): Promise<void> {
  await mkdir(`${places.home}/samples`, { recursive: true, mode: 0o700 });
  await makeOnce(places, 'samples/flights.parquet', async (path) => {
    // Shares the blocks with the release where the file system can.
    await copyFile(
      `${places.release}/samples/flights-3m.parquet`,
      path,
      constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE,
    );
    await chmod(path, 0o600);
  });
}

/** Whole or not at all, and never over what is there. */
async function makeOnce(
  { home }: SeedPlaces,
  name: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const path = `${home}/${name}`;
  if (await exists(path)) return;
  const temporary = `${home}/.stoa/uploads/seed-${newId()}`;
  try {
    await write(temporary);
    await giveName(temporary, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

/** A home in HDFS has no links; there a name is taken first, and the file that is whole put over it. */
async function giveName(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error;
    await writeFile(path, '', { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  }
}

/** `~/groups` leads to the groups' folders; where those are can change with the host. A real folder is left alone. */
async function linkGroups(path: string, target: string): Promise<void> {
  const now = await lstat(path).catch(() => undefined);
  if (now !== undefined && (!now.isSymbolicLink() || (await readlink(path)) === target)) return;
  const temporary = `${path}.${newId()}.new`;
  try {
    await symlink(target, temporary);
  } catch (error) {
    // A home in HDFS has no links; pages and programs find the groups without it.
    if (codeOf(error) === 'EPERM') return;
    throw error;
  }
  await rename(temporary, path);
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
