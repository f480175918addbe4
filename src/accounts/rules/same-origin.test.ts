import { expect, test } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const own = ['https://stoa.example:8443', 'http://localhost:8080'];

test('the own pages and programs pass', () => {
  expect(isSameOrigin({ origin: 'https://stoa.example:8443', fetchSite: 'same-origin' }, own)).toBe(true);
  expect(isSameOrigin({ origin: 'http://localhost:8080' }, own)).toBe(true);
  expect(isSameOrigin({}, own)).toBe(true);
});

test.each([
  ...[
    'https://stoa.example',
    'http://stoa.example:8443',
    'https://stoa.example:8443.evil.example',
    'https://evilstoa.example:8443',
  ],
  ...[
    'https://stoa.example:84430',
    'https://alice.stoa.example:8443',
    'https://STOA.example:8443',
    'null',
    '',
    'https://stoa.example:8443/',
  ],
  ...['http://alice.localhost:8080', 'http://localhost:80801', 'file://', 'https://stoa.example:8443@evil.example'],
])('the origin %j is another site', (origin) => {
  expect(isSameOrigin({ origin }, own)).toBe(false);
});

test('what the browser calls another site is refused, whatever the origin', () => {
  for (const fetchSite of ['cross-site', 'same-site'])
    expect(isSameOrigin({ origin: 'http://localhost:8080', fetchSite }, own)).toBe(false);
});
