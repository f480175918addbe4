import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import { HadoopException } from './exceptions.ts';
import { FileChecksum } from './file-checksum.ts';
import { operations, unsupported } from './operations.ts';
import { Parameters } from './parameters.ts';
import { parseHadoopPath } from './path.ts';

test('the CRC is the one of the standards', () => {
  const digits = Buffer.from('x123456789');
  expect(crc32c(digits, 1, 10)).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32), 0, 32)).toBe(0x8a9136aa);
});

/** As a NameNode and a DataNode of Hadoop 3.4.3 answered. */
test.each([
  [
    4096,
    Buffer.alloc(10_000, 'x'),
    'MD5-of-8MD5-of-512CRC32C',
    '000002000000000000000008760ef01c120111c84520c311efe3da3d',
  ],
  [
    4096,
    Buffer.from(Array.from({ length: 30_000 }, (_, i) => i % 251)),
    'MD5-of-8MD5-of-512CRC32C',
    '000002000000000000000008ccd13b6ac6224a3f2893005136f29378',
  ],
  [
    134_217_728,
    Buffer.from('hello'),
    'MD5-of-0MD5-of-512CRC32C',
    '0000020000000000000000002ebac5fafc444475c9720587791d7412',
  ],
  [134_217_728, Buffer.alloc(0), 'MD5-of-0MD5-of-0CRC32', '00000000000000000000000070bc8f4b72a86921468bf8e8441dce51'],
])('a file’s checksum is that of HDFS, in blocks of %i bytes', (block, bytes, algorithm, hex) => {
  for (const piece of [bytes.length || 1, 700, 512]) {
    const checksum = new FileChecksum(block);
    for (let at = 0; at < bytes.length; at += piece) checksum.put(bytes.subarray(at, at + piece));
    expect(checksum.end()).toEqual({ algorithm, bytes: `${hex}00000000`, length: 28 });
  }
});

test('a path names a home, a group’s folder, or a folder above them', () => {
  expect(parseHadoopPath('/user/alice/a b/c')).toMatchObject({ kind: 'home', owner: 'alice', names: ['a b', 'c'] });
  expect(parseHadoopPath('/groups/growth/')).toMatchObject({ kind: 'group', full: '/groups/growth', names: [] });
  expect(parseHadoopPath('')).toMatchObject({ kind: 'root', full: '/' });
  expect(() => parseHadoopPath('/etc/passwd')).toThrow('File does not exist: /etc/passwd');
});

test.each([
  '/user/alice/../bob',
  '/user//x',
  '/user/alice/./x',
  '/user/a\0b',
  'user/alice',
  `/user/alice/${'x'.repeat(300)}`,
])('the path %j is refused as HDFS refuses it', (path) => {
  expect(() => parseHadoopPath(path)).toThrow(HadoopException);
});

test('a value that cannot be is refused with the parameter’s name', () => {
  const given = new Parameters(new URLSearchParams('Offset=-1&length=x&overwrite=yes&permission=888&destination=null'));
  expect(() => given.integer('offset', 0)).toThrow('Invalid parameter range: offset = -1 < 0');
  expect(() => given.integer('length', 0)).toThrow('"length"');
  expect(() => given.flag('overwrite', false)).toThrow('"overwrite"');
  expect(() => given.permission('permission')).toThrow('radix-8');
  expect(given.text('destination')).toBeUndefined();
});

test('what is not supported is not among what is', () => {
  expect(Object.keys(unsupported).filter((name) => name in operations)).toEqual([]);
});
