import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AgentOptions } from './options.ts';

/**
 * Homes and groups' folders are one per host, and several agents of it may have tasks in the same one. Whoever mounts,
 * grows or unmounts one has its turn, which the kernel takes back from a process that is gone; and each agent that has
 * tasks in it says so, so that nobody takes it off below another's tasks.
 */
export interface SharedFolders {
  /** While the work is done no other agent changes the folder. */
  turn<T>(path: string, work: () => Promise<T>): Promise<T>;
  /** This agent has it from now on, after its own end too. Call it in a turn. */
  have(path: string): void;
  /** This agent does not need it any more. Call it in a turn. */
  leave(path: string): void;
  /** Another agent has it. */
  elsewhere(path: string): boolean;
}

const alone: SharedFolders = {
  turn: (_, work) => work(),
  have() {},
  leave() {},
  elsewhere: () => false,
};

/** @param folder  for notes and locks; the same for all agents of the host */
export function sharedFolders(
  folder: string,
  { sharing, toolPath }: Pick<AgentOptions, 'sharing' | 'toolPath'>,
): SharedFolders {
  if (sharing === undefined) return alone;
  const { name, others } = sharing;
  const notesOf = (path: string) => join(folder, basename(dirname(path)), basename(path));
  return {
    async turn(path, work) {
      const notes = notesOf(path);
      mkdirSync(notes, { recursive: true, mode: 0o700 });
      const holder = await takeLock(join(notes, '.turn'), toolPath);
      try {
        return await work();
      } finally {
        holder.stdin?.end();
      }
    },
    have: (path) => writeFileSync(join(notesOf(path), name), '', { mode: 0o600 }),
    leave: (path) => rmSync(join(notesOf(path), name), { force: true }),
    // What an agent noted that is not of this platform any more holds nothing.
    elsewhere: (path) => readdirSync(notesOf(path)).some((other) => others.includes(other)),
  };
}

/** Node has no lock of files: a process holds it, until its standard input closes, which also happens when we are gone. */
async function takeLock(file: string, toolPath: string): Promise<ChildProcess> {
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: toolPath },
  });
  holder.stdin.on('error', () => {});
  const gone = once(holder, 'exit').then(([code]) => {
    throw new Error(`The turn at ${file} could not be taken (flock ended with ${code}).`);
  });
  // After it was taken its end is what is wanted.
  gone.catch(() => {});
  await Promise.race([once(holder.stdout, 'data'), gone]);
  return holder;
}
