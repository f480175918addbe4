import { expect, test } from 'vitest';
import { describeFailure } from './advice.ts';

test('a failure says what happened, shows the last twenty lines, and what to do', () => {
  const log = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
  const failure = describeFailure('running', 'out-of-memory', 'It used 4 GiB of 4 GiB.', `${log}\n\n`);
  expect(failure.log).toHaveLength(20);
  expect(failure.log.at(-1)).toBe('line 29');
  expect(failure.advice).toMatch(/memory/);
  expect(failure).toMatchObject({ phase: 'running', reason: 'out-of-memory', detail: 'It used 4 GiB of 4 GiB.' });
});
