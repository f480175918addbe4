import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contrast } from './contrast.ts';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const grounds = ['bg', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const texts = ['text', 'text-2', 'text-3', 'accent-text', 'ok-text', 'wait-text', 'fail-text'];
const syntax = ['syn-key', 'syn-str', 'syn-num', 'syn-fn', 'syn-com'];
const avatars = [...css.matchAll(/--avatar-\d: (#[0-9a-f]{6})/g)].map(([, value = '']) => value);

for (const scheme of ['light', 'dark']) {
  const tokens = tokensOf(scheme);

  test(`in the ${scheme} scheme every text keeps 4.5:1 on every ground`, () => {
    const weak: string[] = [];
    const check = (text: string, ground: string) => {
      const ratio = contrast(colour(text), colour(ground));
      if (ratio < 4.5) weak.push(`${text} on ${ground}: ${ratio.toFixed(2)}`);
    };
    for (const text of texts) for (const ground of grounds) check(text, ground);
    for (const name of syntax) for (const ground of ['surface', 'sunken']) check(name, ground);
    for (const state of ['ok', 'wait', 'fail']) check(`${state}-text`, `${state}-soft`);
    for (const text of ['text', 'text-2'])
      for (const state of ['ok', 'wait', 'fail', 'accent']) check(text, `${state}-soft`);
    check('on-accent', 'accent');
    expect(weak).toEqual([]);
  });

  test(`in the ${scheme} scheme the border of a field keeps 3:1`, () => {
    for (const ground of ['surface', 'raised'])
      expect(contrast(colour('field'), colour(ground))).toBeGreaterThanOrEqual(3);
  });

  function colour(name: string): string {
    const value = tokens.get(name);
    if (!value) throw new Error(`tokens.css has no --${name} for ${scheme}`);
    return value;
  }
}

test('the letters of an avatar keep 4.5:1', () => {
  expect(avatars).toHaveLength(8);
  for (const ground of avatars) expect(contrast('#ffffff', ground)).toBeGreaterThanOrEqual(4.5);
});

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

function tokensOf(scheme: string): Map<string, string> {
  const [, block = ''] = new RegExp(`color-scheme=${scheme}\\]\\s*\\{([^}]*)\\}`).exec(css) ?? [];
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
