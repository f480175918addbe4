import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AgentOptions } from '../options.ts';
import type { Places } from '../places.ts';
import { type RunRecord, readJson, stillRuns, type TaskFolder } from '../task-folder.ts';
import type { ScribeOptions } from './scribe.ts';

const program = fileURLToPath(new URL(`./scribe-process${extname(import.meta.filename)}`, import.meta.url));

/** @returns the look that starts the scribe where none runs; what was printed meanwhile waits for it */
export function keepScribe(places: Places, { tasks }: AgentOptions): () => void {
  const options: ScribeOptions = {
    tasks: places.tasks,
    streams: places.streams,
    fileBytes: tasks.logFileBytes,
    files: tasks.logFiles,
    bytesPerSecond: tasks.logBytesPerSecond,
  };
  let running = false;
  return () => {
    if (running || stillRuns(readJson<RunRecord>(places.scribe))) return;
    running = true;
    const stdio: ('pipe' | 'ignore')[] = ['pipe', 'ignore', 'ignore'];
    const child = spawn(process.execPath, [program, JSON.stringify(options), places.scribe], {
      cwd: '/',
      detached: true,
      stdio,
      env: {},
    });
    child.once('error', () => {});
    child.once('close', () => {
      running = false;
    });
    child.stdin?.on('error', () => {});
    child.unref();
    if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  };
}

const writtenPatienceMs = 3_000;

/** Waits, not for long, until all that a task printed is written; for a task whose processes are gone. */
export async function streamsWritten({ streams }: TaskFolder): Promise<void> {
  const fifos = [`${streams}.stdout`, `${streams}.stderr`];
  const deadline = performance.now() + writtenPatienceMs;
  while (fifos.some((path) => existsSync(path)) && performance.now() < deadline) await sleep(10);
  for (const path of fifos) rmSync(path, { force: true });
}
