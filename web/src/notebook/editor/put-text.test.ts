import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { putText } from './put-text.ts';

function typed(before: string, after: string, cursor: number) {
  const source = new Y.Doc().getText('source');
  source.insert(0, before);
  putText(source, after, cursor);
  return source;
}

test.each([
  ['SELECT 1', 'SELECT 1 --', 11],
  ['aaa', 'aaaa', 2],
  ['one two', 'one', 3],
  ['', 'x', 1],
  ['x', '', 0],
  ['a😀b', 'a😁b', 3],
  ['a😀b', 'ab', 1],
])('a field that held %j and holds %j leaves that in the shared text', (before, after, cursor) => {
  expect(typed(before, after, cursor).toString()).toBe(after);
});

test('what somebody else wrote before the cursor at the same time stays', () => {
  const mine = typed('', 'base', 4).doc ?? new Y.Doc();
  const theirs = new Y.Doc();
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
  theirs.getText('source').insert(0, 'theirs ');
  putText(mine.getText('source'), 'base mine', 9);
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs));
  expect(mine.getText('source').toString()).toBe('theirs base mine');
});
