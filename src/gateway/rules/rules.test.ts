import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswerHead } from './answer-head.ts';
import { hostReader } from './hosts.ts';
import { readHead } from './request-head.ts';
import { readPath } from './request-path.ts';
import { sessionSecret } from './session-secret.ts';
import { showTenantAnswer } from './tenant-answer.ts';

describe('hosts', () => {
  const read = hostReader({
    publicUrl: new URL('https://data.example.org'),
    contentHostSuffix: 'data.example.org',
    loopbackPorts: [8080],
  });

  test('the public host, loopback and tenants’ hosts are told from all others', () => {
    expect(read('data.example.org')).toBe('platform');
    expect(read('data.example.org:443')).toBe('platform');
    expect(read('Data.Example.Org')).toBe('platform');
    expect(read('localhost:8080')).toBe('platform');
    expect(read('alice.data.example.org')).toBe('content');
    for (const host of [
      'data.example.org:80',
      'data.example.org.',
      'xdata.example.org',
      'a.b.data.example.org',
      'localhost',
      '.data.example.org',
      '-a.data.example.org',
    ])
      expect(read(host)).toBe('unknown');
  });
});

describe('a path', () => {
  test('below /user/ loses its token, however it is spelled; elsewhere nothing is touched', () => {
    expect(readPath('/user/a/api/x?token=t&y=1')).toMatchObject({ clean: '/user/a/api/x?y=1', token: 't' });
    expect(readPath('/user/a/api/x?%74oken=t')).toMatchObject({ clean: '/user/a/api/x', token: 't' });
    expect(readPath('/user/a/api/x?y=token&mytoken=2')).toMatchObject({ clean: '/user/a/api/x?y=token&mytoken=2' });
    expect(readPath('/api/x?token=t')).toMatchObject({ clean: '/api/x?token=t', token: undefined });
  });

  test('never reaches a server in a spelling that could climb', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('.', '..', '%2e', '%2E%2e', 'a', '', '%2f', '\\')), (parts) => {
        const url = `/user/a/${parts.join('/')}`;
        let clean: string;
        try {
          clean = readPath(url).path;
        } catch {
          return true;
        }
        return new URL(clean, 'http://x').pathname === clean;
      }),
    );
  });
});

describe('request headers', () => {
  test('that only the gateway may say never go further', () => {
    const names = [
      'X-Stoa-Account',
      'x_stoa_account',
      'X-FORWARDED-FOR',
      'x-forwarded-anything',
      'Forwarded',
      'X-Real-IP',
      'Proxy-Authorization',
      'TE',
      'Referer',
      'Cookie',
      'Authorization',
      'Host',
    ];
    const raw = names.flatMap((name) => [name, 'forged']);
    expect(readHead([...raw, 'X-Kept', '1'], 100).forward).toEqual(['X-Kept', '1']);
  });

  test('that the sender names as its own hop’s are dropped, the length is not', () => {
    const raw = ['host', 'a', 'connection', 'X-Mine, content-length', 'x-mine', '1', 'content-length', '3'];
    expect(readHead(raw, 100).forward).toEqual(['content-length', '3']);
  });
});

describe('a session cookie', () => {
  test('is the one of exactly that name, or none when two differ', () => {
    expect(sessionSecret('a=1; stoa_session=x', 'stoa_session')).toBe('x');
    expect(sessionSecret('xstoa_session=y', 'stoa_session')).toBeUndefined();
    expect(sessionSecret('stoa_session=x; stoa_session=x', 'stoa_session')).toBe('x');
    expect(sessionSecret('stoa_session=x; stoa_session=y; stoa_session=x', 'stoa_session')).toBeUndefined();
  });
});

describe('the head of a plain answer', () => {
  const read = (text: string) => readAnswerHead(Buffer.from(text));

  test('is read when there is one way to read it', () => {
    expect(read('HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nETag:  "x" \r\n\r\nhello')).toMatchObject({
      ...{ status: 206, length: 5, headers: { 'content-length': '5', etag: '"x"' } },
    });
    expect(read('HTTP/1.1 200 OK\r\ncontent-le')).toBe('more');
  });

  test.each([
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked',
    'HTTP/1.1 200 OK\r\ncontent-length: +5',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n folded: 1',
    'HTTP/1.1 200 OK\r\ncontent-length : 5',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\nx: 1',
    'HTTP/1.1 200 OK\r\n: 1\r\ncontent-length: 5',
    'HTTP/1.1 100 Continue',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 5',
    'HTTP/2 200\r\ncontent-length: 5',
    'HTTP/1.1 200 OK',
  ])('%j is left to the full parser', (head) => {
    expect(read(`${head}\r\n\r\nhello`)).toBe('other');
  });
});

describe('a tenant’s answer', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });

  test('whatever it says, only listed headers come out, confined, and fit to be sent', () => {
    const names = fc.constantFrom(
      'content-type',
      'content-disposition',
      'location',
      'etag',
      'set-cookie',
      'content-security-policy',
      '__proto__',
      'x-any',
      'last-modified',
      'content-encoding',
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 600 }), fc.dictionary(names, text), (status, headers) => {
        const shown = showTenantAnswer({ status, headers }, '/user/a/', 'http://localhost:8080/user/a/files/x');
        if (!shown) return;
        const out = new Map<string, string>();
        for (let i = 0; i + 1 < shown.headers.length; i += 2) {
          const [name = '', value = ''] = shown.headers.slice(i, i + 2);
          expect(out.has(name)).toBe(false);
          expect(value).toMatch(/^[\t -~\x80-\xff]*$/);
          out.set(name, value);
        }
        expect(out.get('content-security-policy')).toMatch(/^sandbox;/);
        expect(out.has('set-cookie')).toBe(false);
        const location = out.get('location');
        if (location !== undefined) expect(location.startsWith('/user/a/')).toBe(true);
      }),
    );
  });
});
