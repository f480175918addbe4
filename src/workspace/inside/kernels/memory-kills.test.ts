import { describe, expect, test } from 'vitest';
import { describeEnd } from './memory-kills.ts';

describe('why a kernel ended', () => {
  const killed = { code: null, signal: 'SIGKILL' };

  test('killed for memory it says so in those words', () => {
    expect(describeEnd('Python 3', killed, 2, 3)).toMatch(/was killed because the workspace ran out of memory/);
  });

  test('killed while the sandbox’s count stood still, memory is not blamed', () => {
    expect(describeEnd('Python 3', killed, 2, 2)).not.toMatch(/memory/);
  });

  test('where the count cannot be read, it is said as probable', () => {
    expect(describeEnd('Python 3', killed, null, null)).toMatch(
      /most probably because the workspace ran out of memory/,
    );
  });

  test('a crash and an exit are told apart', () => {
    expect(describeEnd('Python 3', { code: null, signal: 'SIGSEGV' }, 0, 0)).toMatch(/crashed \(SIGSEGV\)/);
    expect(describeEnd('Python 3', { code: 3, signal: null }, 0, 0)).toMatch(/ended with code 3/);
  });
});
