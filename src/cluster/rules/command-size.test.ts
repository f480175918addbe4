import { expect, test } from 'vitest';
import { commandBytes } from './command-size.ts';

test('whatever is kept with a task counts, and what it does not ask for does not', () => {
  expect(commandBytes(['echo', 'é'], { A: 'bc' })).toBe(9);
  expect(commandBytes(['echo', 'é'], { A: 'bc' }, [[], null, undefined])).toBe(9);
  const labels = [{ key: 'k', value: 'x'.repeat(1000) }];
  expect(commandBytes(['true'], {}, [labels])).toBeGreaterThan(1000);
  expect(commandBytes(['true'], {}, [{ how: { command: ['y'.repeat(500)] } }, labels])).toBeGreaterThan(1500);
});
