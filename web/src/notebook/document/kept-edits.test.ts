import { expect, test } from 'vitest';
import { KeptEdits } from './kept-edits.ts';

function typed(edits: KeptEdits, before: unknown): void {
  edits.editing(() => before);
  edits.edited();
}

test('an edit is saved when as many updates as were sent are durable', () => {
  const edits = new KeptEdits();
  expect(edits.saved).toBe(true);
  typed(edits, 'a');
  edits.sent();
  typed(edits, 'ab');
  edits.sent();
  edits.durable(1);
  expect(edits.saved).toBe(false);
  edits.durable(2);
  expect(edits.saved).toBe(true);
});

test('what was typed on another history is kept until the server has merged it', () => {
  const edits = new KeptEdits();
  typed(edits, 'a');
  edits.sent();
  edits.startOver(() => 'ab');
  expect(edits.differences).toEqual([{ base: 'a', mine: 'ab' }]);
  // The connection drops before the answer, and the next one brings another history again.
  typed(edits, 'z');
  edits.connected();
  edits.startOver(() => 'zz');
  edits.durable(0);
  expect(edits.saved).toBe(false);
  expect(edits.differences).toEqual([
    { base: 'a', mine: 'ab' },
    { base: 'z', mine: 'zz' },
  ]);
  edits.merged();
  expect(edits.saved).toBe(false);
  edits.merged();
  expect(edits.saved).toBe(true);
});

test('a document on which nothing was typed leaves no difference', () => {
  const edits = new KeptEdits();
  edits.startOver(() => 'a');
  expect(edits.differences).toEqual([]);
  expect(edits.saved).toBe(true);
});
