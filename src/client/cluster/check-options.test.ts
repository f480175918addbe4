import { expect, test } from 'vitest';
import { checkedBy, checkTimes, fetched } from './check-options.ts';

test('what is checked is a port, an address or a line for a shell', () => {
  expect(checkedBy('tcp:5432')).toEqual({ kind: 'tcp', port: 5432 });
  expect(checkedBy('http:8080')).toEqual({ kind: 'http', port: 8080, path: '/', scheme: 'http' });
  expect(checkedBy('https:8443/up?x=1')).toEqual({ kind: 'http', port: 8443, path: '/up?x=1', scheme: 'https' });
  expect(checkedBy('test -e ready')).toEqual({ kind: 'command', command: ['/bin/sh', '-c', 'test -e ready'] });
  expect(() => checkedBy('tcp:99999')).toThrow('65535');
  expect(checkTimes('interval=5s,failures=1,delay=0')).toMatchObject({
    ...{ intervalSeconds: 5, failures: 1, delaySeconds: 0, timeoutSeconds: 20, graceSeconds: 10 },
  });
  expect(() => checkTimes('often=1s')).toThrow('interval');
});

test('a file to fetch is an address with what is to be done with it behind', () => {
  const plain = { extract: false, executable: false, cache: false };
  expect(fetched('https://x.org/a.tgz extract cache')).toEqual([
    { ...plain, uri: 'https://x.org/a.tgz', extract: true, cache: true },
  ]);
  expect(fetched('my data.csv as=d.csv', [{ ...plain, uri: 'b' }])).toEqual([
    { ...plain, uri: 'b' },
    { ...plain, uri: 'my data.csv', output: 'd.csv' },
  ]);
  expect(fetched('extract')).toEqual([{ ...plain, uri: 'extract' }]);
});
