import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, existsSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Confined } from './confine.ts';
import type { ListeningSocket } from './listening-sockets.ts';
import { logWriterScript } from './logs/log-writer.ts';
import type { TaskFolder } from './task-folder.ts';

const script = readFileSync(new URL('recorder.sh', import.meta.url), 'utf8');

export interface RecorderInput {
  folder: TaskFolder;
  /** stdout and stderr are kept apart. */
  apart: boolean;
  /** Descriptor 6 is for what checks say. */
  checked: boolean;
  confined: Confined;
  sockets: readonly ListeningSocket[];
  /** Where the kernel counts what it killed for memory. */
  memoryEvents: string | undefined;
  cgroups: readonly string[];
  seccomp: string | undefined;
  /** Told when it has ended while we live. */
  ended: () => void;
}

/** Starts a task's recorder, which goes on without us. Only these descriptors are inherited. */
export function startRecorder(input: RecorderInput): void {
  const { folder, confined } = input;
  const opened: number[] = [];
  const keep = (descriptor: number) => {
    opened.push(descriptor);
    return descriptor;
  };
  try {
    const listening = [0, 1, 2, 3].map((place) => input.sockets[place]?.descriptor ?? 'ignore');
    const stdio: ('ignore' | number)[] = [
      'ignore',
      'ignore',
      'ignore',
      ...listening,
      'ignore',
      keep(content(folder.plan, confined.plan)),
    ];
    if (confined.args) {
      stdio.push(keep(nameless(folder, confined.args.map((word) => `${word}\0`).join(''))));
      stdio.push(input.seccomp ? keep(openSync(input.seccomp, 'r')) : 'ignore');
      stdio.push(keep(openSync(folder.status, 'w', 0o600)));
    }
    const command = [
      '-c',
      script,
      'recorder',
      folder.path,
      input.apart ? folder.streams : '-',
      input.checked ? folder.checks : '-',
      logWriterScript,
      input.memoryEvents ?? '-',
      ...input.cgroups,
      '--',
      ...confined.command,
    ];
    const recorder = spawn('/bin/sh', command, { cwd: '/', detached: true, stdio, env: confined.env });
    recorder.once('error', () => {});
    recorder.once('exit', input.ended);
    recorder.unref();
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

/** In memory, where the host has such a folder. */
const passing = existsSync('/dev/shm') ? '/dev/shm' : undefined;

function nameless(folder: TaskFolder, text: string): number {
  const path = join(passing ?? folder.path, `.stoa-${randomUUID()}`);
  const descriptor = content(path, text, constants.O_EXCL);
  unlinkSync(path);
  return descriptor;
}

/** A descriptor to read `text` from, and to write behind it: whole even when we are killed. */
function content(path: string, text: string, how = constants.O_TRUNC): number {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | how, 0o600);
  // At a position, so that the reader begins at the start.
  writeSync(descriptor, text, 0, 'utf8');
  return descriptor;
}
