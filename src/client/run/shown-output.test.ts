import { expect, test } from 'vitest';
import { ShownOutput, textOf } from './shown-output.ts';

function shownOf(work: (shown: ShownOutput) => void): string {
  let printed = '';
  work(
    new ShownOutput((text) => {
      printed += text;
    }),
  );
  return printed;
}

test('lines are printed as they come, each once, and the last one with its end', () => {
  const printed: string[] = [];
  const shown = new ShownOutput((text) => printed.push(text));
  for (const text of ['one', 'one\ntw', 'one\ntwo\n', 'one\ntwo\n']) shown.growing(text);
  shown.end('one\ntwo\nthree');
  expect(printed).toEqual(['one\n', 'two\n', 'three\n']);
});

test('a progress bar that is drawn over and over is one line', () => {
  const printed = shownOf((shown) => {
    for (const text of ['begin\n', 'begin\n10 %', 'begin\n90 %']) shown.growing(text);
    shown.end('begin\n100 %\nend');
  });
  expect(printed).toBe('begin\n100 %\nend\n');
});

test('what was rewritten after it was printed is printed again from its first line that differs', () => {
  const printed = shownOf((shown) => {
    shown.growing('a\nb\nc\n');
    shown.end('a\nB\nc\n');
  });
  expect(printed).toBe('a\nb\nc\nB\nc\n');
});

test('a question that was answered on the terminal is not printed a second time', () => {
  const printed = shownOf((shown) => {
    shown.all('your name? '.slice(0, 0));
    shown.typed('your name? Ada\n');
    shown.end('your name? Ada\nhello Ada\n');
  });
  expect(printed).toBe('hello Ada\n');
});

test('each output begins a line', () => {
  expect(textOf([{ text: 'a' }, { data: { 'text/plain': ['b', 'c'] } }, { data: {} }, { traceback: ['E', 'F'] }])).toBe(
    'a\nbc\nE\nF\n',
  );
});
