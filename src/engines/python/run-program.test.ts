import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const state = (pid: number): string => {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
};

test('when it is broken off, what the program has started ends with it', async () => {
  const ending = new AbortController();
  let pid = 0;
  const running = runProgram(['sh', '-c', 'sh -c "echo \\$\\$; sleep 60; true"; true'], {
    env: process.env,
    signal: ending.signal,
    onLine(line) {
      pid = Number(line);
      ending.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => state(pid)).toMatch(/^[ZX]?$/);
});

test('a program that ends by itself is told with its code and its words', async () => {
  const { signal } = new AbortController();
  expect(await runProgram(['sh', '-c', 'echo words; exit 3'], { env: process.env, signal })).toEqual({
    code: 3,
    output: 'words\n',
  });
});
