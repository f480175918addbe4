import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { badSettingCode, Child } from './child.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-child-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ends when it is asked to, with 1 as often as it is told; writes down each start. */
const script = `
  const { appendFileSync, readFileSync } = require('node:fs');
  const [file, failures] = process.argv.slice(1);
  appendFileSync(file, 'started\\n');
  const starts = readFileSync(file, 'utf8').split('\\n').length - 1;
  process.stdin.once('data', () => process.exit(starts <= Number(failures) ? 1 : 0));
`;

function childThatFails(times: number, endsTasks: boolean): { child: Child; starts: () => number } {
  const file = join(folder, 'starts');
  const child = new Child({
    name: 'agent',
    argv: ['-e', script, file, String(times)],
    env: () => ({}),
    logFile: join(folder, 'log'),
    once: false,
    endsTasks,
    endSeconds: 10,
    onStart: () => {},
    onReady: () => {},
    onExit: () => {},
  });
  return { child, starts: () => readFileSync(file, 'utf8').split('\n').length - 1 };
}

test('what ends the tenants’ tasks comes back until it says that all have ended', async () => {
  const { child, starts } = childThatFails(1, true);
  await child.end('stop');
  expect(starts()).toBe(2);
});

test('it does not come back for ever, nor where tasks are left, nor what ends no tasks', async () => {
  const never = childThatFails(99, true);
  await never.child.end('stop');
  expect(never.starts()).toBe(3);
  rmSync(join(folder, 'starts'));
  const other = childThatFails(99, false);
  await other.child.end('stop');
  expect(other.starts()).toBe(1);
});

test('why it refuses its settings is what it says, whatever else stands in its log', async () => {
  const refusing = `
    require('node:fs').writeSync(1, JSON.stringify({ refused: 'listen: no' }) + '\\n');
    process.stderr.write('a warning of the runtime\\n');
    process.exitCode = ${badSettingCode};
  `;
  const [detail, refusal] = await new Promise<[detail: string, refusal?: string | undefined]>((told) => {
    const child = new Child({
      name: 'gateway',
      argv: ['-e', refusing],
      env: () => ({}),
      logFile: join(folder, 'log'),
      once: false,
      endsTasks: false,
      endSeconds: 10,
      onStart: () => {},
      onReady: () => {},
      onExit: (...said) => {
        void child.end('leave');
        told(said);
      },
    });
  });
  expect(detail).toBe(`code ${badSettingCode}`);
  expect(refusal).toBe('listen: no');
});
