import { spawn } from 'node:child_process';

export interface ToolResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  /** Where programs are looked up. */
  path: string;
  input?: string;
  cwd?: string;
}

/** Runs one of the host's programs to its end; a program that is not there has code 127. Deadline: 20 s. */
export function runTool(command: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: options.path, LANG: 'C' },
      cwd: options.cwd ?? '/',
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.once('error', (cause) => resolve({ code: 127, stdout, stderr: cause.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? (signal ? 137 : 1), stdout, stderr: stderr.trim() }));
  });
}

/** As `runTool`, but a failure throws, with the program's own words. */
export async function mustRun(command: readonly string[], options: ToolOptions): Promise<string> {
  const result = await runTool(command, options);
  if (result.code !== 0)
    throw new Error(`${command.slice(0, 4).join(' ')} failed (${result.code}): ${result.stderr || result.stdout}`);
  return result.stdout;
}
