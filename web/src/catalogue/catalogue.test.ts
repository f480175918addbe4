import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as accounts from '../../../src/accounts/contract.ts';
import * as directory from '../../../src/accounts/directory/contract.ts';
import * as provider from '../../../src/accounts/provider/contract.ts';
import * as cluster from '../../../src/cluster/contract.ts';
import * as operations from '../../../src/operations/contract.ts';
import * as storage from '../../../src/storage/contract.ts';
import * as workspace from '../../../src/workspace/contract.ts';
import { auditedActs } from '../admin/audited-acts.ts';
import { en } from './en.ts';
import { preferredLanguage } from './preferred-language.ts';
import { problems } from './zh/problems.ts';
import { zh } from './zh.ts';

const english = flat(en);
const chinese = flat(zh);
const plural = /_(one|other)$/;

test('every English word has a Chinese one, and no Chinese word stands alone', () => {
  const wanted = [...english.keys()].filter((key) => !key.endsWith('_one')).sort();
  expect([...chinese.keys()].sort()).toEqual(wanted);
});

test('no word is empty', () => {
  for (const [key, word] of [...english, ...chinese]) expect(word.trim(), key).not.toBe('');
});

test('translations fill in the same places', () => {
  for (const [key, word] of chinese) {
    const original = english.get(key) ?? '';
    expect(places(word), key).toEqual(places(original));
  }
});

test('what counts in English has a form for one and a form for many', () => {
  for (const key of english.keys())
    if (plural.test(key)) {
      const name = key.replace(plural, '');
      expect(english.has(`${name}_one`) && english.has(`${name}_other`), name).toBe(true);
    }
});

test('every word that a page asks for is in the catalogue', () => {
  const missing: string[] = [];
  for (const { file, text } of sources())
    for (const [, key = ''] of text.matchAll(/\bt\(\s*'([A-Za-z-]+\.[A-Za-z.-]+)'/g))
      if (!english.has(key) && !english.has(`${key}_other`)) missing.push(`${file}: ${key}`);
  expect(missing).toEqual([]);
});

test('every word of the catalogue is asked for somewhere', () => {
  const texts = sources().map(({ text }) => text);
  // Every quoted word, and every template that a key is put together with: `home.title.${state}`.
  const named = new Set(texts.flatMap((text) => [...text.matchAll(/'([A-Za-z][\w.-]*)'/g)].map(([, key = '']) => key)));
  const begun = texts.flatMap((text) =>
    [...text.matchAll(/`([a-z][A-Za-z]*\.[A-Za-z.]*)\$\{/g)].map(([, begin = '']) => begin),
  );
  const unused = [...english.keys()]
    .map((key) => key.replace(plural, ''))
    .filter((key) => !named.has(key) && !begun.some((begin) => key.startsWith(begin) && completes(key, begin, named)));
  expect(unused).toEqual([]);
});

test('no page holds words of its own', () => {
  const found: string[] = [];
  for (const { file, text } of sources().filter(({ file }) => file.endsWith('.tsx')))
    for (const [, words = ''] of text.matchAll(/^\s*(?:<\w[^>]*>)?([A-Z][a-z]+(?: [a-z]+)+)[.!?]?(?:<\/\w+>)?$/gm))
      found.push(`${file}: ${words}`);
  expect(found).toEqual([]);
});

test('every problem that an operation names can be said in Chinese', () => {
  const contracts: object[] = [accounts, directory, provider, cluster, operations, storage.filesContract, workspace];
  const named = contracts.flatMap((contract) => Object.values(contract)).flatMap((one) => one?.errors ?? []);
  const missing = [...new Set(named)].filter((code) => !(code in problems));
  expect(named.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});

test('the language is the one chosen before, or else what the browser prefers', () => {
  expect(preferredLanguage(null, 'zh-TW')).toBe('zh-CN');
  expect(preferredLanguage(null, 'de')).toBe('en');
  expect(preferredLanguage('en', 'zh-CN')).toBe('en');
});

/** A beginning as short as `admin.` would cover a whole page's words: there the rest must be named somewhere. */
test('whatever is written into the audit has words', () => {
  const contracts: object[] = [accounts, directory, provider, cluster, workspace, operations];
  // What only looks is written down where it was refused.
  const acts = contracts
    .flatMap((contract) => Object.values(contract))
    .flatMap((one) =>
      typeof one?.path === 'string' && one.path.startsWith('/api/') ? [`${one.method} ${one.path}`] : [],
    );
  expect(acts.length).toBeGreaterThan(35);
  expect([...acts, 'idle stop', 'start'].filter((act) => auditedActs[act] === undefined)).toEqual([]);
});

function completes(key: string, begin: string, named: ReadonlySet<string>): boolean {
  return begin.split('.').length > 2 || named.has(key.slice(begin.length));
}

function flat(words: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(prefix + name, value);
    else for (const [key, word] of flat(value, `${prefix}${name}.`)) found.set(key, word);
  }
  return found;
}

function places(word: string): string[] {
  return [...word.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
}

function sources(): { file: string; text: string }[] {
  const root = join(import.meta.dirname, '..');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|words\.|catalogue\//.test(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}
