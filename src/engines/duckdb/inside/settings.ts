import { homedir, tmpdir, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';

/** What the engine reads from its environment, once, at its start. Sizes in bytes. */
export interface EngineSettings {
  readonly home: string;
  readonly runtime: string;
  /** DuckDB's share of the task's memory. */
  readonly memoryBytes: number;
  readonly threads: number;
  /** Of all stored results together; the oldest go first. */
  readonly resultsBytes: number;
}

/** The rest is for the workspace server, the Python kernel and what DuckDB does not count. */
const memoryShare = 0.6;
const defaultResultsBytes = 5 * 2 ** 30;

export function readSettings(env: NodeJS.ProcessEnv): EngineSettings {
  return {
    home: env.HOME || homedir(),
    runtime: runtimeFolder(env),
    memoryBytes: Math.floor((amount(env, 'STOA_MEMORY_BYTES') ?? totalmem()) * memoryShare),
    threads: Math.max(1, Math.floor(amount(env, 'STOA_CPUS') ?? 2)),
    resultsBytes: amount(env, 'STOA_RESULTS_BYTES') ?? defaultResultsBytes,
  };
}

/** Outside of a workspace, where a Jupyter client starts the kernel by itself, a folder of the user's own. */
export function runtimeFolder(env: NodeJS.ProcessEnv): string {
  return env.STOA_RUNTIME || join(env.XDG_RUNTIME_DIR || tmpdir(), `stoa-${userInfo().uid}`);
}

function amount(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} is "${text}", expected a number above 0`);
  return value;
}
