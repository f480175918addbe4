import { spawn } from 'node:child_process';

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

const keptCharacters = 20_000;

/**
 * Runs a program to its end; each line that it writes is handed over as it comes, the last of them are kept. When the
 * signal ends it, what it has started itself ends with it.
 */
export function runProgram(
  argv: readonly string[],
  options: { env: NodeJS.ProcessEnv; signal: AbortSignal; onLine?: (line: string) => void },
): Promise<Finished> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: options.env, detached: true });
    const end = () => endGroup(child.pid);
    options.signal.addEventListener('abort', end, { once: true });
    if (options.signal.aborted) end();
    let output = '';
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptCharacters);
      for (const line of chunk.toString().split('\n')) if (line.trim() !== '') options.onLine?.(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('exit', () => options.signal.removeEventListener('abort', end));
    child.on('close', (code) => (options.signal.aborted ? reject(options.signal.reason) : resolve({ code, output })));
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
