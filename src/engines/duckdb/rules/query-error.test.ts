import { expect, test } from 'vitest';
import { explainError } from './query-error.ts';

const cell = 'select 1;\n\nselect nope\nfrom range(3)';
const message =
  'Binder Error: Referenced column "nope" not found in FROM clause!\nCandidate bindings: "range"\n\nLINE 1: select nope\n               ^';

test("an error names its class, keeps DuckDB's candidates and marks the place in the cell", () => {
  const error = explainError(message, cell, 2);
  expect(error).toMatchObject({ ename: 'Binder Error', line: 3, column: 8 });
  expect(error.evalue).toContain('Candidate bindings: "range"');
  expect(error.traceback.join('\n')).toContain('select nope');
});

test('a line of ours before the query is not counted', () => {
  expect(explainError(message.replace('LINE 1', 'LINE 2'), cell, 1)).toMatchObject({ line: 3, column: 8 });
});

test('a long line that DuckDB cuts is found again', () => {
  const long = `select ${'1, '.repeat(100)}nope from t`;
  const cut = `Binder Error: no\n\nLINE 1: ...1, 1, nope from t\n                 ^`;
  expect(explainError(cut, long, 0)).toMatchObject({ line: 1, column: long.indexOf('nope') + 1 });
});

test('a stopped query says so', () => {
  expect(explainError('INTERRUPT Error: Interrupted!', 'select 1', 0).ename).toBe('Interrupted');
});
