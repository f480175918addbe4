import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { isObject, type JsonObject } from './wire.ts';

/** A kernel that can be started, as in a `kernel.json`. */
export interface InstalledKernel {
  name: string;
  displayName: string;
  language: string;
  argv: string[];
  env: Record<string, string>;
  interruptMode: 'signal' | 'message';
  metadata: JsonObject;
  /** Folder with logos and `kernel.js`; null for the built-in ones. */
  resourceFolder: string | null;
  /** `python`: our own Python; `sql`: the SQL engine's; `command`: any other, started by its argv. */
  kind: 'python' | 'sql' | 'command';
}

/** Jupyter's data folders, the tenant's own first. */
function dataFolders(environment: Environment): string[] {
  const own = [join(environment.home, '.local/share/jupyter'), join(environment.stoa, 'python/share/jupyter')];
  const shared = environment.python === '' ? [] : [join(environment.python, 'share/jupyter')];
  return [...own, ...shared, '/usr/local/share/jupyter', '/usr/share/jupyter'];
}

const sqlKernel: InstalledKernel = {
  name: 'sql',
  displayName: 'SQL (DuckDB)',
  language: 'sql',
  argv: [],
  env: {},
  interruptMode: 'message',
  metadata: {},
  resourceFolder: null,
  kind: 'sql',
};

const pythonKernel: InstalledKernel = {
  name: 'python3',
  displayName: 'Python 3',
  language: 'python',
  argv: [],
  env: {},
  interruptMode: 'signal',
  metadata: { debugger: false },
  resourceFolder: null,
  kind: 'python',
};

/** Every kernel that can be started; where two have one name, the first of: built in, own, shared, the system's. */
export async function findKernels(environment: Environment): Promise<InstalledKernel[]> {
  const found = new Map<string, InstalledKernel>();
  if (environment.pythonRoot !== '') found.set('python3', pythonKernel);
  found.set('sql', sqlKernel);
  for (const folder of dataFolders(environment)) {
    const kernels = join(folder, 'kernels');
    const names = await readdir(kernels).catch(() => []);
    for (const entry of names) {
      const name = entry.toLowerCase();
      if (found.has(name)) continue;
      const kernel = await readKernel(name, join(kernels, entry));
      if (kernel !== null) found.set(name, kernel);
    }
  }
  return [...found.values()];
}

/** Null where there is no usable `kernel.json`: one broken installation must not hide the others. */
async function readKernel(name: string, folder: string): Promise<InstalledKernel | null> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, 'kernel.json'), 'utf8'));
    return isObject(value) ? parseKernel(name, folder, value) : null;
  } catch {
    return null;
  }
}

function parseKernel(name: string, folder: string, value: JsonObject): InstalledKernel | null {
  if (!Array.isArray(value.argv)) return null;
  const argv = value.argv.filter((argument): argument is string => typeof argument === 'string');
  if (argv.length === 0) return null;
  const env = Object.entries(isObject(value.env) ? value.env : {});
  return {
    name,
    displayName: typeof value.display_name === 'string' ? value.display_name : name,
    language: typeof value.language === 'string' ? value.language : '',
    argv: argv.map((argument) => argument.replaceAll('{resource_dir}', folder)),
    env: Object.fromEntries(env.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
    interruptMode: value.interrupt_mode === 'message' ? 'message' : 'signal',
    metadata: isObject(value.metadata) ? value.metadata : {},
    resourceFolder: folder,
    kind: 'command',
  };
}

/** Kernels on the Java machine speak zmq through jeromq, which has no ipc. */
export function transportFor(kernel: InstalledKernel): 'ipc' | 'tcp' {
  const language = kernel.language.toLowerCase();
  return ['scala', 'java', 'kotlin', 'clojure', 'groovy'].includes(language) ? 'tcp' : 'ipc';
}
