import { expect, test } from 'vitest';
import { parseBytes, parseTarget } from './tus.ts';

function metadata(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

test('metadata say where the file goes', () => {
  expect(parseTarget(metadata({ path: 'in', filename: 'ä.csv' }))).toEqual({
    path: 'in/ä.csv',
    conflict: 'fail',
    modifiedAt: undefined,
  });
  const folder = metadata({
    path: '',
    filename: 'a.csv',
    relativePath: 'x/y/a.csv',
    conflict: 'replace',
    modified: '1000',
  });
  expect(parseTarget(folder)).toEqual({ path: 'x/y/a.csv', conflict: 'replace', modifiedAt: 1000 });
});

test.each([
  [{ path: '..', filename: 'a' }],
  [{ path: 'in', filename: '../a' }],
  [{ path: 'in', filename: '/etc/passwd' }],
  [{ path: 'in', relativePath: 'x/../../a', filename: 'a' }],
  [{ path: 'in', filename: 'a\0b' }],
  [{ path: 'in' }],
  [{ path: 'in', filename: 'a', conflict: 'overwrite' }],
])('metadata %j are refused', (values) => {
  expect(() => parseTarget(metadata(values))).toThrow(expect.objectContaining({ status: 400 }));
});

test.each(['-1', '1.5', '1e3', '', undefined, '9999999999999999'])('%j is no number of bytes', (text) => {
  expect(() => parseBytes('Upload-Length', text)).toThrow(expect.objectContaining({ field: 'Upload-Length' }));
});
