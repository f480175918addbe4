import { spawn } from 'node:child_process';

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

const keptCharacters = 20_000;

/** Runs a program to its end; each line that it writes is handed over as it comes, the last of them are kept. */
export function runProgram(
  argv: readonly string[],
  options: { env: NodeJS.ProcessEnv; signal: AbortSignal; onLine?: (line: string) => void },
): Promise<Finished> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: options.env, signal: options.signal });
    let output = '';
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptCharacters);
      for (const line of chunk.toString().split('\n')) if (line.trim() !== '') options.onLine?.(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
