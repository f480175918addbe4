import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskState } from '../../../src/sandbox/index.ts';
import { platformEntry } from '../../platform/entry.ts';
import { processesOf } from '../../platform/processes.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const platformNames = ['up', 'agent', 'control', 'gateway'];
const ended = new Set(['ended', 'failed']);

/**
 * What runs of this platform although nobody knows of it, in words: a second gateway, the recorder of a task that is
 * over or of one that has another, and processes of a tenant that are in no task's tree.
 *
 * @param tasks  as the agent has them
 * @param uids   of tenants
 */
export function strays(data: string, tasks: readonly TaskState[], uids: readonly number[]): string[] {
  const all = everyProcess();
  const found: string[] = [];
  for (const name of platformNames) {
    const same = all.filter(
      ({ command }) => command.includes(`${platformEntry}\0${name}\0`) && command.includes(`\0${data}\0`),
    );
    if (same.length !== 1) found.push(`${same.length} processes ${name}`);
  }
  const live = tasks.filter(({ phase }) => !ended.has(phase)).map(({ id }) => id);
  const recorders = all.filter(({ command }) => command.includes(`\0recorder\0${join(data, 'agent/tasks')}/`));
  const first = recorders.filter(({ parent }) => !recorders.some(({ pid }) => pid === parent));
  const inTrees = new Set<number>();
  for (const recorder of first) {
    const id = /\/agent\/tasks\/([^\0/]+)/.exec(recorder.command)?.[1] ?? '';
    if (!live.includes(id)) found.push(`recorder ${recorder.pid} of ${id}, which is over`);
    if (first.filter(({ command }) => command.includes(`/${id}\0`)).length > 1) found.push(`${id} has two recorders`);
    addTree(all, recorder.pid, inTrees);
  }
  for (const uid of uids)
    for (const pid of processesOf(uid))
      if (!inTrees.has(pid)) {
        const command = all.find((each) => each.pid === pid)?.command;
        if (command !== undefined)
          found.push(`process ${pid} of uid ${uid} in no task: ${command.replaceAll('\0', ' ')}`);
      }
  return found;
}

function addTree(all: readonly Process[], pid: number, into: Set<number>): void {
  into.add(pid);
  for (const child of all) if (child.parent === pid && !into.has(child.pid)) addTree(all, child.pid, into);
}

function everyProcess(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (fields[0] === 'Z') return [];
        const command = `${readFileSync(`/proc/${name}/cmdline`, 'utf8')}\0`;
        return [{ pid: Number(name), parent: Number(fields[1]), command }];
      } catch {
        return [];
      }
    });
}
