import { expect, test } from 'vitest';
import { bytesText } from './bytes-text.ts';

test('bytes are written in the unit in which they are read', () => {
  expect([0, 1023, 1024, 315_027_456, 4_294_967_296].map(bytesText)).toEqual([
    '0 B',
    '1023 B',
    '1 KiB',
    '300.4 MiB',
    '4 GiB',
  ]);
});
