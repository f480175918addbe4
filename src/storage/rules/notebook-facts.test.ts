import { expect, test } from 'vitest';
import { notebookFacts } from './notebook-facts.ts';

const changedAt = Date.parse('2026-03-01T00:00:00Z');
const code = (metadata: object, rest: object = {}) => ({ cell_type: 'code', metadata, outputs: [], ...rest });
const ended = (at: string) => ({
  execution: { 'iopub.status.busy': '2026-01-01T00:00:00Z', 'shell.execute_reply': at },
});
const error = (ename: string) => ({ outputs: [{ output_type: 'error', ename }] });

test('the latest run of any cell is the last run, with how it ended', () => {
  const cells = [
    code(ended('2026-02-01T10:00:00Z')),
    code(ended('2026-02-01T12:00:00Z'), error('ValueError')),
    code(ended('2026-02-01T11:00:00Z')),
  ];
  const last = (list: object[]) => notebookFacts({ cells: list }, changedAt)?.lastRun;
  expect(last(cells)).toEqual({ state: 'failed', at: '2026-02-01T12:00:00Z' });
  expect(last([code(ended('2026-02-01T12:00:00Z'), error('KeyboardInterrupt'))])?.state).toBe('stopped');
  expect(last([code(ended('2026-02-01T12:00:00Z'))])?.state).toBe('done');
});

test('a run that left no times counts as of the file’s change; a cell that never ended, or never ran, is no run', () => {
  const last = (cell: object) => notebookFacts({ cells: [cell] }, changedAt)?.lastRun;
  expect(last(code({}, { execution_count: 3 }))).toEqual({ state: 'done', at: '2026-03-01T00:00:00.000Z' });
  expect(last(code({ execution: { 'iopub.status.busy': '2026-01-01T00:00:00Z' } }))).toBeNull();
  expect(last(code({}))).toBeNull();
});

test('languages are the kernels of its code cells, the most used first', () => {
  const sql = code({ stoa: { kernel: 'sql' } });
  const cells = [code({}), sql, { cell_type: 'markdown', metadata: {} }, sql];
  expect(notebookFacts({ cells }, changedAt)?.languages).toEqual(['sql', 'python3']);
  const metadata = { kernelspec: { name: 'ir' } };
  expect(notebookFacts({ cells: [code({})], metadata }, changedAt)?.languages).toEqual(['ir']);
});

test('what is no notebook has no facts', () => {
  for (const value of [null, 3, [], {}, { cells: {} }]) expect(notebookFacts(value, changedAt)).toBeUndefined();
});
