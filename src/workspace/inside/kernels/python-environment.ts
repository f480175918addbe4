import { mkdir, readdir, readFile, readlink, realpath, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KernelStep } from '../../protocol/document.ts';
import type { Environment } from '../environment.ts';
import { limits } from '../limits.ts';

/**
 * The tenant's own Python environment at `$HOME/.stoa/python`: a venv laid over the shared one, made of a handful of
 * small files without starting Python or pip, in a few milliseconds. Packages installed into it come before the
 * shared ones and stay.
 */
export function ensurePythonEnvironment(environment: Environment): Promise<string> {
  // A spare kernel, a cell and a terminal may want it at the same moment.
  making ??= makePythonEnvironment(environment).finally(() => {
    making = undefined;
  });
  return making;
}

let making: Promise<string> | undefined;

async function makePythonEnvironment(environment: Environment): Promise<string> {
  const root = join(environment.stoa, 'python');
  const base = await readBase(environment.python);
  const packages = join(root, 'lib', `python${base.version}`, 'site-packages');
  await mkdir(join(root, 'bin'), { recursive: true, mode: 0o700 });
  await mkdir(packages, { recursive: true, mode: 0o700 });
  await link(join(root, 'bin/python'), base.executable);
  await link(join(root, 'bin/python3'), 'python');
  await link(join(root, 'bin', `python${base.version}`), 'python');
  const config = `home = ${dirname(base.executable)}\ninclude-system-site-packages = false\nversion = ${base.version}\n`;
  await put(join(root, 'pyvenv.cfg'), config, 0o600);
  // addsitedir, not a bare path, so that the shared environment's own .pth files count too.
  await put(join(packages, '_stoa_shared.pth'), `import site; site.addsitedir(${quoted(base.packages)})\n`, 0o600);
  for (const name of ['pip', 'pip3']) {
    await put(join(root, 'bin', name), '#!/bin/sh\nexec "$' + '{0%/*}/python" -m pip "$@"\n', 0o700);
  }
  return root;
}

const lookEveryMs = 250;

/**
 * Waits while the platform still prepares the shared environment, which it does once, after its first start.
 * Throws when that takes too long.
 */
export async function whenPrepared(environment: Environment, step: (what: KernelStep) => void): Promise<void> {
  const until = performance.now() + limits.pythonPreparedSeconds * 1000;
  while (environment.python === '') {
    step('installing');
    if (performance.now() > until) {
      throw new Error('Python is not installed on this platform yet. Ask the administrator to look at "stoa doctor".');
    }
    await sleep(lookEveryMs);
  }
}

interface BasePython {
  /** The interpreter itself, not a venv's link to it. */
  executable: string;
  /** `3.13`. */
  version: string;
  packages: string;
}

async function readBase(shared: string): Promise<BasePython> {
  if (shared === '') throw new Error('this workspace has no Python');
  const folders = await readdir(join(shared, 'lib'));
  const library = folders.find((name) => /^python3\.\d+$/.test(name));
  if (library === undefined) throw new Error(`no Python library in ${shared}`);
  return {
    executable: await realpath(join(shared, 'bin/python3')),
    version: library.slice('python'.length),
    packages: join(shared, 'lib', library, 'site-packages'),
  };
}

function quoted(path: string): string {
  return JSON.stringify(path);
}

async function link(path: string, target: string): Promise<void> {
  if ((await readlink(path).catch(() => null)) === target) return;
  const temporary = `${path}.new`;
  await symlink(target, temporary).catch(() => undefined);
  await rename(temporary, path);
}

async function put(path: string, text: string, mode: number): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => null)) === text) return;
  const temporary = `${path}.new`;
  await writeFile(temporary, text, { mode });
  await rename(temporary, path);
}
