/**
 * What the platform reaches, beside its peers on the same machine in the same run, as a table.
 *
 * `npm run bench -- [--only WORD] [--json FILE] [--small]`
 * `--only` picks a part by its name, or else parts and figures with the word in theirs; `--small` tries the programs with small sizes.
 */
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { allocation } from './allocation.ts';
import { crowd } from './crowd.ts';
import { directory } from './directory.ts';
import { durableLaunches } from './durable-launches.ts';
import type { Row } from './figure.ts';
import { benchGateway, type Figure } from './gateway.ts';
import { launch } from './launch.ts';
import { memory } from './memory.ts';
import { descendantsOf } from './memory-of.ts';
import type { Given, Part } from './part.ts';
import { sizeFolder } from './size-folder.ts';
import { sizeHdfs } from './size-hdfs.ts';
import { sizeNotebook } from './size-notebook.ts';
import { sizeResult } from './size-result.ts';
import { sizeUpload } from './size-upload.ts';
import { sizeWebHdfs } from './size-webhdfs.ts';
import { benchSql } from './sql.ts';
import { start } from './start.ts';
import { tasks } from './tasks.ts';

const gateway: Part = {
  name: 'gateway',
  about: 'small requests websocket messages download upload most memory nginx configurable-http-proxy',
  deadlineSeconds: 600,
  run: async ({ small }) => (await benchGateway(small ? { seconds: 1, bytes: 2 ** 26 } : {})).map(asRow),
};
const sql: Part = {
  name: 'sql',
  about: 'SQL cell stored sorted against COPY one row engine DuckDB',
  deadlineSeconds: 300,
  run: async ({ small }) => (await benchSql(small ? { rows: 100_000, rounds: 1 } : {})).map(asRow),
};
const parts = [
  start,
  launch,
  crowd,
  memory,
  gateway,
  sql,
  sizeUpload,
  sizeFolder,
  sizeWebHdfs,
  sizeHdfs,
  sizeResult,
  sizeNotebook,
  allocation,
  tasks,
  durableLaunches,
  directory,
];
/** For a part to remove what it made, after its deadline. */
const cleaningSeconds = 40;

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' }, small: { type: 'boolean', default: false } },
});
const interrupted = new AbortController();
process.on('SIGINT', () => interrupted.abort(new Error('stopped by Ctrl-C')));
process.on('SIGTERM', () => interrupted.abort(new Error('stopped')));
process.exit(await report());

async function report(): Promise<number> {
  const word = options.only?.toLowerCase() ?? '';
  const holds = (text: string) => text.toLowerCase().includes(word);
  const named = parts.filter((part) => part.name === word);
  const chosen = named.length > 0 ? named : parts.filter((part) => holds(part.name) || holds(part.about));
  if (chosen.length === 0) {
    console.error(
      `No part or figure has "${options.only}" in its name. Parts: ${parts.map((part) => part.name).join(', ')}.`,
    );
    return 2;
  }
  const rows: Row[] = [];
  let broken = 0;
  for (const part of chosen) {
    if (interrupted.signal.aborted) break;
    console.log(`${part.name} … (load ${loadavg()[0]?.toFixed(1)})`);
    try {
      const measured = await withinDeadline(part);
      rows.push(...(holds(part.name) ? measured : measured.filter(({ figure }) => holds(figure))));
    } catch (failure) {
      broken++;
      console.error(`${part.name} gave no figures: ${failure instanceof Error ? failure.message : failure}`);
    }
  }
  // A part that did not end by itself may have left processes.
  for (const pid of descendantsOf(process.pid)) end(pid);
  print(rows);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  return broken > 0 ? 1 : 0;
}

async function withinDeadline(part: Part): Promise<readonly Row[]> {
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new Error(`it took longer than ${part.deadlineSeconds} s`)),
    part.deadlineSeconds * 1000,
  );
  const signal = AbortSignal.any([deadline.signal, interrupted.signal]);
  const given: Given = { signal, small: options.small, say: (line) => console.log(`  ${line}`) };
  const running = part.run(given);
  try {
    return await Promise.race([running, rejectsOn(signal)]);
  } catch (failure) {
    await Promise.race([running.catch(() => undefined), delay(cleaningSeconds * 1000, undefined, { ref: false })]);
    throw signal.aborted ? signal.reason : failure;
  } finally {
    clearTimeout(timer);
  }
}

function rejectsOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}

function asRow({ peer, ratio, ...rest }: Figure): Row {
  return { ...rest, peer: peer === 0 ? null : peer, ratio: peer === 0 ? null : ratio };
}

function print(rows: readonly Row[]): void {
  const table = rows.map(({ figure, unit, goal, ours, peer, ratio, met }) => ({
    figure,
    goal,
    ours: `${shown(ours)} ${unit}`,
    peer: peer === null ? '–' : shown(peer),
    ratio: ratio === null ? '–' : shown(ratio),
    met: goal === '' ? '' : met ? 'met' : 'missed',
  }));
  const columns = ['figure', 'goal', 'ours', 'peer', 'ratio', 'met'] as const;
  const widths = columns.map((column) => Math.max(column.length, ...table.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(['', line(columns), ...table.map((row) => line(columns.map((column) => row[column])))].join('\n'));
}

function shown(value: number): string {
  return Number(value.toPrecision(value >= 100 ? 12 : 3)).toLocaleString('en', {
    maximumFractionDigits: value >= 100 ? 0 : 3,
  });
}
