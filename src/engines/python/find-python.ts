import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { runProgram } from './run-program.ts';

export interface FoundPython {
  /** The interpreter itself, links resolved. */
  readonly executable: string;
  /** Where it is installed; mounted into sandboxes when it is outside /usr. */
  readonly basePrefix: string;
  readonly version: string;
}

/** Why Python cannot be had, and what to do about it. */
export class PythonMissing extends Error {
  override readonly name = 'PythonMissing';
}

const question = `
import json, os, sys
try:
    import ensurepip, venv
    can_make = True
except ImportError:
    can_make = False
print(json.dumps({
    'executable': os.path.realpath(sys.executable), 'basePrefix': sys.base_prefix,
    'version': list(sys.version_info[:3]), 'canMake': can_make}))
`;

/**
 * Asks the machine's python3 who it is. Where tenants see the machine's folders as they are, one that they cannot enter
 * (in root's home, say) gives way to the system's own.
 *
 * @throws PythonMissing where there is none, it is older than 3.9, or it cannot make environments
 */
export async function findPython(wanted: string, signal: AbortSignal): Promise<FoundPython> {
  const found = await askPython(wanted === '' ? 'python3' : wanted, signal);
  if ((await canMount(signal)) || isOpen(found.executable)) return found;
  const systems = wanted === '' ? await askPython('/usr/bin/python3', signal).catch(() => undefined) : undefined;
  if (systems && isOpen(systems.executable)) return systems;
  throw new PythonMissing(
    `Tenants cannot enter ${found.executable}, and this host forbids mounts. Install Python for everybody (Debian: apt install python3 python3-venv), or name one in the setting python.`,
  );
}

/** Without root the platform is who its tenants are, or mounts what they need. */
async function canMount(signal: AbortSignal): Promise<boolean> {
  if (process.getuid?.() !== 0) return true;
  const tried = await runProgram(['unshare', '-m', 'true'], { env: process.env, signal }).catch(() => undefined);
  return tried?.code === 0;
}

/** Everybody may pass the folders that it is in, and run it. */
function isOpen(file: string): boolean {
  const may = (path: string, bits: number) => (statSync(path).mode & bits) === bits;
  for (let folder = dirname(file); folder !== '/'; folder = dirname(folder)) if (!may(folder, 0o001)) return false;
  return may(file, 0o005);
}

async function askPython(program: string, signal: AbortSignal): Promise<FoundPython> {
  const asked = await runProgram([program, '-I', '-c', question], { env: process.env, signal }).catch(() => undefined);
  if (asked?.code !== 0)
    throw new PythonMissing(
      `${program} was not found. Install Python 3.9 or newer (Debian: apt install python3 python3-venv) and start again.`,
    );
  const { executable, basePrefix, version, canMake } = JSON.parse(asked.output.trim().split('\n').at(-1) ?? '');
  const [major, minor] = version;
  if (major !== 3 || minor < 9)
    throw new PythonMissing(`${program} is version ${version.join('.')}; notebooks need 3.9 or newer.`);
  if (!canMake)
    throw new PythonMissing(
      `${program} cannot make environments: its venv module is missing (Debian: apt install python3-venv).`,
    );
  return { executable, basePrefix, version: version.join('.') };
}
