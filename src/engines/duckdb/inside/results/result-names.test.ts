import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ResultNames } from './result-names.ts';

let folder: string;
let names: ResultNames;
const result = (n: number) => ({ id: `result-${n}`, createdAt: new Date(n).toISOString() });
const file = () => join(folder, 'names', readdirSync(join(folder, 'names'))[0] ?? '');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-names-'));
  names = new ResultNames(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a name stands for the last result of that name in its notebook', () => {
  names.add('a.ipynb', { flights: result(1), _sql: result(1) });
  names.add('a.ipynb', { days: result(2), _sql: result(2) });
  names.add('b.ipynb', { flights: result(3), _sql: result(3) });
  expect(new ResultNames(folder).of('a.ipynb')).toEqual({ flights: result(1), days: result(2), _sql: result(2) });
  expect(names.of('c.ipynb')).toEqual({});
});

test('a line that a crash cut short says nothing, and spoils no other', () => {
  names.add('a.ipynb', { flights: result(1) });
  appendFileSync(file(), '\n{"names":{"flights":{"id":"resu');
  expect(names.of('a.ipynb')).toEqual({ flights: result(1) });
  names.add('a.ipynb', { days: result(2) });
  expect(names.of('a.ipynb')).toEqual({ flights: result(1), days: result(2) });
});

test('the file stays short, however often cells run', () => {
  names.add('a.ipynb', { first: result(0) });
  for (let n = 1; n < 3000; n++) names.add('a.ipynb', { flights: result(n), _sql: result(n) });
  expect(statSync(file()).size).toBeLessThan(70_000);
  expect(names.of('a.ipynb')).toEqual({ first: result(0), flights: result(2999), _sql: result(2999) });
  expect(readFileSync(file(), 'utf8')).not.toContain('"result-1"');
  expect(readdirSync(join(folder, 'names'))).toHaveLength(1);
});
