import { expect, test } from 'vitest';
import { contentDisposition, contentTypeOf } from './content-type.ts';
import { freeNames } from './free-name.ts';
import { nameKey, numberKey } from './order.ts';
import { zipName } from './zip-entry.ts';

test.each([
  ['data.csv', 'data (2).csv'],
  ['data (2).csv', 'data (3).csv'],
  ['logs.tar.gz', 'logs (2).tar.gz'],
  ['folder', 'folder (2)'],
  ['.profile', '.profile (2)'],
  ['v1.2 notes', 'v1.2 notes (2)'],
])('beside %j comes %j', (name, next) => {
  expect(freeNames(name).next().value).toBe(next);
});

test('a free name is never longer than a file system takes', () => {
  const [first] = freeNames(`${'表'.repeat(83)}.csv`);
  expect(Buffer.byteLength(first ?? '')).toBeLessThanOrEqual(255);
  expect(first).toMatch(/ \(2\)\.csv$/);
});

test('names sort as people count, in any case', () => {
  const names = ['b', 'a10.csv', 'A2.csv', 'a1.csv'];
  expect(names.sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1))).toEqual(['a1.csv', 'A2.csv', 'a10.csv', 'b']);
  expect([1e12, 9, 10].map(numberKey).sort().map(Number)).toEqual([9, 10, 1e12]);
});

test.each(['page.html', 'drawing.svg', 'feed.xml', 'paper.pdf', 'x.xhtml', 'none', 'a.js.html', 'x.swf'])(
  'the browser saves %j and does not open it',
  (name) => {
    expect(contentTypeOf(name)).toEqual({ contentType: 'application/octet-stream', inline: false });
  },
);

test('a name in content-disposition cannot end the header or its quotes', () => {
  const header = contentDisposition('attachment', 'a"\r\nSet-Cookie: x\\数.csv');
  expect(header).not.toMatch(/[\r\n]/);
  expect(header).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[A-Za-z0-9%._~!-]+$/);
});

test('a name in an archive is no way out for those who unpack it', () => {
  expect(zipName('a\\..\\b')).toBe('a_.._b');
  expect(zipName('C:x')).toBe('C_x');
});
