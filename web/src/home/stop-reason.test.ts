import { expect, test } from 'vitest';
import { readStopReason } from './stop-reason.ts';

test('a stop by oneself, by an administrator and for being idle are told apart; anything else is kept', () => {
  expect(readStopReason('You stopped it.')).toEqual({ kind: 'you' });
  expect(readStopReason('root stopped it.')).toEqual({ kind: 'somebody', who: 'root' });
  expect(readStopReason('It was idle for 60 minutes.')).toEqual({ kind: 'idle', minutes: 60 });
  expect(readStopReason('The account was suspended.')).toEqual({
    kind: 'other',
    sentence: 'The account was suspended.',
  });
});
