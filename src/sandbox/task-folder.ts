import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startTime } from './processes.ts';
import type { TaskSpec } from './task.ts';

/** What the recorder and bubblewrap leave on disk about a task; root alone reads it. */
export interface TaskFolder {
  path: string;
  spec: string;
  run: string;
  status: string;
  exit: string;
  /** Its last state, when it is over. */
  ended: string;
  /** There when control has that. */
  acknowledged: string;
  fifo: string;
  /** Of a task whose streams are apart: the fifos `<this>.stdout` and `<this>.stderr`, gone when all is written. */
  streams: string;
  /** What its checks said. */
  checks: string;
  /** What its processes print, and what they printed before that. */
  log: string;
  olderLog: string;
  /** Who writes the log. */
  writer: string;
  /** What the platform has decided: that it is to end, and why. */
  ending: string;
  /** For the launcher, which adds a last line when it runs. */
  plan: string;
}

/** @param tasks the folder of all tasks; their streams are beside it */
export function taskFolder(tasks: string, id: string): TaskFolder {
  const path = join(tasks, id);
  const at = (name: string) => join(path, name);
  return {
    path,
    spec: at('spec.json'),
    run: at('run.json'),
    status: at('status.json'),
    exit: at('exit.json'),
    ended: at('ended.json'),
    acknowledged: at('acknowledged'),
    fifo: at('alive'),
    checks: at('checks'),
    streams: join(dirname(tasks), 'streams', id),
    log: at('log'),
    olderLog: at('log.1'),
    writer: at('writer.json'),
    ending: at('ending'),
    plan: at('plan'),
  };
}

/** Which process a task is: the pid alone may be another's by now. */
export interface RunRecord {
  pid: number;
  startTime: number;
  bootId: string;
}

/** The process that was recorded lives; its pid alone may be another's by now. */
export const stillRuns = (record: RunRecord | undefined): record is RunRecord =>
  record !== undefined && record.bootId === bootId() && startTime(record.pid) === record.startTime;

/** What is kept of a launch beside the spec: how to find what was made for it. */
export interface LaunchRecord {
  spec: TaskSpec;
  createdAt: number;
  rung: number;
  cgroups: string[];
  network: 'internet' | 'none' | 'host';
}

/** Cut short by a crash it is no JSON, and so not there. */
export const writeOnce = (path: string, content: object): void =>
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });

export const writeWhole = (path: string, content: string, mode = 0o600): void => {
  try {
    writeFileSync(`${path}.new`, content, { mode });
    renameSync(`${path}.new`, path);
  } catch (cause) {
    rmSync(`${path}.new`, { force: true });
    throw cause;
  }
};

export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    // Not there, or being written: either way not yet a fact.
    return undefined;
  }
}

/** bubblewrap writes one object after another: the child's pid when it starts, the exit code when it ends. Who waits for a container says of that too whether it was killed for memory. */
export function readStatus(folder: TaskFolder): {
  childPid: number | undefined;
  exitCode: number | undefined;
  oomKills: number;
} {
  let text = '';
  try {
    text = readFileSync(folder.status, 'utf8');
  } catch {}
  const value = (name: string) => {
    const found = new RegExp(`"${name}":\\s*(\\d+)`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  return { childPid: value('child-pid'), exitCode: value('exit-code'), oomKills: value('oom-kills') ?? 0 };
}

/** The sandbox was made and its first program has run. */
export const hasStarted = (folder: TaskFolder): boolean => planEndsWith(folder, 'started\n');

/** A file that was asked for could not be had. */
export const hasFetchFailed = (folder: TaskFolder): boolean => planEndsWith(folder, 'unprepared 2\n');

function planEndsWith(folder: TaskFolder, line: string): boolean {
  try {
    return readFileSync(folder.plan, 'utf8').endsWith(line);
  } catch {
    return false;
  }
}

export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

export function taskIds(tasks: string): string[] {
  return readdirSync(tasks);
}

export function makeTaskFolder(folder: TaskFolder): void {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
}

export const removeTaskFolder = (folder: TaskFolder): void => rmSync(folder.path, { recursive: true, force: true });
