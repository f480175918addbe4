import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunRecord, readJson, stillRuns, type TaskFolder } from '../task-folder.ts';

/** The recorder starts it. */
export const logWriterScript = readFileSync(new URL('log-writer.sh', import.meta.url), 'utf8');

const isWriting = (folder: TaskFolder): boolean => stillRuns(readJson<RunRecord>(folder.writer));

const writtenPatienceMs = 3_000;

/** Waits, not for long, until all that was printed is in the log; for a task whose processes are gone. */
export async function logWritten(folder: TaskFolder): Promise<void> {
  const deadline = performance.now() + writtenPatienceMs;
  // What ended at once has ended before its writer has begun.
  while ((isWriting(folder) || !existsSync(folder.writer)) && performance.now() < deadline) await sleep(10);
}

/** @returns the look that starts a task's writer again where it was killed; what was printed meanwhile waits for it */
export function keepLogWriter(folder: TaskFolder, toolPath: string): () => void {
  let starting = false;
  return () => {
    if (starting || isWriting(folder)) return;
    starting = true;
    const stdio = 'ignore';
    const args = ['-c', logWriterScript, 'log-writer', folder.path];
    const writer = spawn('/bin/sh', args, { cwd: '/', detached: true, stdio, env: { PATH: toolPath } });
    writer.once('error', () => {});
    writer.once('close', () => {
      starting = false;
    });
    writer.unref();
  };
}
