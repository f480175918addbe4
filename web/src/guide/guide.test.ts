import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderGuide } from './render-guide.ts';

const guides = join(import.meta.dirname, '../../../docs/guides');
const read = (name: string) => readFileSync(join(guides, name), 'utf8');

test('the Chinese guide has every part of the English one', () => {
  const shape = (text: string) => {
    const html = renderGuide(text, 'https://stoa.example.org', 'alice');
    return html.match(/<(?:h\d|li|pre|table|tr|p)>/g)?.join('');
  };
  expect(shape(read('analysts.zh.md'))).toBe(shape(read('analysts.md')));
});

test('addresses in a guide are those of the platform and of who reads it', () => {
  const html = renderGuide('`http://localhost:8080/user/<name>/`', 'https://stoa.example.org', 'alice');
  expect(html).toContain('https://stoa.example.org/user/alice/');
});
