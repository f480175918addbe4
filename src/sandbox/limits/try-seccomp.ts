import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { programsView } from '../root-folders.ts';
import { hasRootRights } from '../root-rights.ts';

/** Starts a process under the filter and asks the kernel; says why it did not work, undefined when it did. */
export function trySeccomp(bubblewrap: string, filter: string, toolPath: string): Promise<string | undefined> {
  let descriptor: number;
  try {
    descriptor = openSync(filter, 'r');
  } catch {
    return Promise.resolve(`There is no filter for this processor (${process.arch}).`);
  }
  const command = ['--seccomp', '3', ...programsView(), '--proc', '/proc', '--', 'cat', '/proc/self/status'];
  const userNamespace = hasRootRights() ? [] : ['--unshare-user'];
  return new Promise((resolve) => {
    const child = spawn(bubblewrap, [...userNamespace, '--unshare-pid', ...command], {
      stdio: ['ignore', 'pipe', 'pipe', descriptor],
      env: { PATH: toolPath },
      timeout: 10_000,
    });
    closeSync(descriptor);
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    let problem = '';
    child.stderr?.on('data', (chunk) => {
      problem += chunk;
    });
    child.once('error', (cause) => resolve(cause.message));
    child.once('close', () =>
      resolve(/^Seccomp:\s+2/m.test(output) ? undefined : problem.trim() || 'The filter was not taken.'),
    );
  });
}
