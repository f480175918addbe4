import { expect, test } from 'vitest';
import { TaskNames } from './task-names.ts';

const task = (framework: string, frameworkTask: string, id: string) => ({ framework, frameworkTask, id });

test('a name is one framework’s own, and free again for its next task when the first is over', () => {
  const names = new TaskNames();
  names.add(task('f', 'a', '1'));
  names.add(task('f', 'b', '2'));
  names.add(task('g', 'a', '3'));
  expect([names.find('f', 'a'), names.find('g', 'a'), names.find('g', 'b')]).toEqual(['1', '3', undefined]);
  expect(names.idsOf('f')).toEqual(['1', '2']);
  names.add(task('f', 'a', '4'));
  names.remove(task('f', 'a', '1'));
  expect(names.find('f', 'a')).toBe('4');
  names.remove(task('g', 'a', '3'));
  expect([names.has('f'), names.has('g'), names.idsOf('g')]).toEqual([true, false, []]);
});
