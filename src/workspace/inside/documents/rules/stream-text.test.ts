import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitHead, Tail } from './cut-stream.ts';
import { StreamText } from './stream-text.ts';

function shown(pieces: string[]): string {
  const stream = new StreamText();
  let text = '';
  for (const piece of pieces) {
    const { removed, appended } = stream.feed(piece);
    text = text.slice(0, text.length - removed) + appended;
  }
  return text;
}

describe('the text of a stream', () => {
  test('a carriage return writes over the line, as a progress bar wants', () => {
    expect(shown(['10%', '\r20%', '\r100%\n', 'done'])).toBe('100%\ndone');
    expect(shown(['abcdef\rxy'])).toBe('xycdef');
    expect(shown(['one\r\ntwo\r\n'])).toBe('one\ntwo\n');
  });

  test('a backspace goes one place back, not into the line before', () => {
    expect(shown(['ab\bc'])).toBe('ac');
    expect(shown(['x\n', '\b\b\by'])).toBe('x\ny');
  });

  test('it is the same however the pieces are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '\b', ' ') });
    fc.assert(
      fc.property(text, fc.array(fc.nat(20)), (whole, cuts) => {
        const pieces: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(whole.slice(at, at + cut));
          at += cut;
        }
        pieces.push(whole.slice(at));
        expect(shown(pieces)).toBe(shown([whole]));
      }),
    );
  });
});

describe('what is kept of a flood', () => {
  test('the tail is the end of what came, from the beginning of a line', () => {
    const tail = new Tail(20);
    for (let line = 0; line < 1000; line++) tail.push(`line ${line}\n`);
    expect(tail.text()).toBe('line 998\nline 999\n');
  });

  test('head and rest together are the whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n') }), fc.nat(30), (text, limit) => {
        const { head, rest } = splitHead(text, limit);
        expect(head + rest).toBe(text);
        expect(head.length).toBeLessThanOrEqual(Math.max(limit, 0));
      }),
    );
  });
});
