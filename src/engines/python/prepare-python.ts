import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FoundPython, findPython, PythonMissing } from './find-python.ts';
import { runProgram } from './run-program.ts';

export interface PythonOptions {
  /** Folder of environments; each is named by what is in it. */
  readonly folder: string;
  /** The interpreter to use; empty: python3 on the path. */
  readonly python: string;
  /** What will be there, known before anything is installed. */
  readonly onFound: (prepared: PreparedPython) => void;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface PreparedPython {
  /** Root of the environment, read-only for tenants. */
  readonly root: string;
  readonly version: string;
  /** Folders outside /usr that it needs. */
  readonly mounts: readonly string[];
}

const requirements = join(import.meta.dirname, 'requirements.txt');

/** Imported once after installing, so that everything is compiled and the font list is made. */
const warmUp = 'import ipykernel.kernelapp, jedi, pandas, pyarrow.parquet, matplotlib.pyplot';

/**
 * Makes the environment that all tenants' Python kernels share, unless it is there already. What pip has
 * downloaded is kept, so an attempt that was broken off goes on where it was.
 *
 * @throws PythonMissing with what to do, where the machine's Python or the registry is missing
 */
export async function preparePython(options: PythonOptions): Promise<PreparedPython> {
  const found = await findPython(options.python, options.signal);
  const root = join(options.folder, nameOf(found));
  const prepared = { root, version: found.version, mounts: outsideUsr(found.basePrefix) };
  if (existsSync(join(root, 'complete'))) return prepared;
  options.onFound(prepared);
  // pip and the scripts it makes know the environment by its path: it is built in place, and marked at the end.
  rmSync(root, { recursive: true, force: true });
  mkdirSync(options.folder, { recursive: true, mode: 0o755 });
  await build(found, root, options);
  return prepared;
}

async function build(found: FoundPython, root: string, { folder, onProgress, signal }: PythonOptions): Promise<void> {
  const env = {
    ...process.env,
    PIP_CACHE_DIR: join(folder, '.pip-cache'),
    MPLCONFIGDIR: join(root, 'matplotlib'),
    PYTHONNOUSERSITE: '1',
  };
  const run = async (argv: readonly string[], failure: string) => {
    const { code, output } = await runProgram(argv, { env, signal, onLine: onProgress });
    if (code !== 0) throw new PythonMissing(`${failure} ${lastLine(output)}`);
  };
  process.umask(0o022);
  await run([found.executable, '-m', 'venv', root], 'The environment could not be made.');
  const python = join(root, 'bin', 'python');
  const install = [
    python,
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--only-binary',
    ':all:',
    '--no-input',
    '--progress-bar',
    'off',
  ];
  await run(
    [...install, '-r', requirements],
    'The packages could not be installed; is the package registry reachable?',
  );
  await run([python, '-c', warmUp], 'The installed packages do not work here.');
  writeFileSync(join(root, 'complete'), '');
}

/** The environment's name says which Python and which packages are in it. */
function nameOf({ version, executable }: FoundPython): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).update(executable).digest('hex');
  return `${version}-${hash.slice(0, 10)}`;
}

function outsideUsr(basePrefix: string): string[] {
  return basePrefix === '/usr' || basePrefix.startsWith('/usr/') ? [] : [basePrefix];
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 400) ?? '';
}
