import { spawn } from 'node:child_process';
import { startTime } from './processes.ts';

/** A process that outlives us; its pid alone may be another's by now. */
export interface DetachedProcess {
  pid: number;
  startTime: number;
}

export const isSame = (one: DetachedProcess): boolean => startTime(one.pid) === one.startTime;

/**
 * Starts what outlives us, and waits until it says on `descriptor` that it is ready.
 *
 * @param passed  an open file that it has as descriptor 3
 */
export function startDetached(
  command: string[],
  descriptor: 1 | 3,
  toolPath: string,
  passed?: number,
  patienceMilliseconds = 5000,
): Promise<DetachedProcess> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'ignore', 'pipe', passed ?? 'ignore'];
    stdio[descriptor] = 'pipe';
    const child = spawn(program, args, { detached: true, stdio, env: { PATH: toolPath }, cwd: '/' });
    let problem = '';
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`${program} did not become ready in ${patienceMilliseconds / 1000} s.`);
    }, patienceMilliseconds);
    const settle = () => {
      clearTimeout(late);
      for (const stream of child.stdio) stream?.destroy();
      child.unref();
    };
    const fail = (why: string) => {
      settle();
      reject(new Error(why));
    };
    child.stderr?.on('data', (chunk) => {
      problem += chunk;
    });
    child.once('error', (cause) => fail(`${program}: ${cause.message}`));
    child.once('exit', (code) => fail(`${program} ended with ${code}: ${problem.trim()}`));
    child.stdio[descriptor]?.once('data', () => {
      const began = child.pid === undefined ? undefined : startTime(child.pid);
      if (child.pid === undefined || began === undefined) return fail(`${program} ended.`);
      settle();
      resolve({ pid: child.pid, startTime: began });
    });
  });
}
