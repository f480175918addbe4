import { expect, test } from 'vitest';
import { faultLine } from './fault-line.ts';

test("DuckDB's caret names the word of the line", () => {
  const source = 'SELECT origin,\n  avg(f.delay) AS delay\nFROM flights f';
  const message =
    'Binder Error: Table "f" does not have a column named "delay"\n\nLINE 2:   avg(f.delay) AS delay\n              ^';
  expect(faultLine(source, message, '')).toEqual({ number: 2, text: '  avg(f.delay) AS delay', from: 6, to: 13 });
});

test("so does the SQL kernel's", () => {
  const trace = 'Binder Error: no column "delay"\n\n2 │        avg(f.delay) AS delay\n               ^';
  expect(faultLine('SELECT origin,\n       avg(f.delay) AS delay', 'Binder Error: no column "delay"', trace)).toEqual({
    number: 2,
    text: '       avg(f.delay) AS delay',
    from: 11,
    to: 18,
  });
});

test('an unknown name is underlined where it stands in a Python line', () => {
  const trace = 'Traceback (most recent call last)\nCell In[5], line 2\n      1 x = 1\n----> 2 print(yy)\nNameError';
  expect(faultLine('x = 1\nprint(yy)', "name 'yy' is not defined", trace)).toEqual({
    number: 2,
    text: 'print(yy)',
    from: 6,
    to: 8,
  });
});

test('an error of somewhere else names no line', () => {
  expect(faultLine('x', 'boom', '')).toBeNull();
});
