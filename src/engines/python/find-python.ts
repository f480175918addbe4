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
 * Asks the machine's python3 who it is.
 *
 * @throws PythonMissing where there is none, it is older than 3.9, or it cannot make environments
 */
export async function findPython(wanted: string, signal: AbortSignal): Promise<FoundPython> {
  const program = wanted === '' ? 'python3' : wanted;
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
