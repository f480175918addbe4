import { describe, expect, test } from 'vitest';
import { applyNotebook, cellsOf, documentOf, readNotebook } from '../shared-notebook.ts';
import { alignIds } from './align-ids.ts';
import { mergeNotebooks } from './merge-notebooks.ts';
import { type Cell, emptyNotebook, mostCells, type Notebook, requireFewCells } from './notebook.ts';
import { stayingCells } from './staying-cells.ts';

function notebookOf(ids: readonly string[]): Notebook {
  const cells = ids.map(
    (id): Cell => ({ id, cell_type: 'code', source: `of ${id}`, metadata: {}, outputs: [], execution_count: null }),
  );
  return { ...emptyNotebook(), cells };
}

const many = Array.from({ length: mostCells }, (_, index) => `c${index}`);

/** Milliseconds of this thread's processor time: what else the machine does is not in it. */
function took(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

describe('the cells of a notebook that is brought to another order', () => {
  test('stay where they are, as many as can', () => {
    expect([...stayingCells([...'abcd'], [...'bcda'])].sort()).toEqual([1, 2, 3]);
    expect([...stayingCells([...'aab'], [...'ab'])].sort()).toEqual([0, 2]);
    expect(stayingCells([...'abc'], []).size).toBe(0);
  });

  test('are then those that were wanted, whatever was there', () => {
    const orders = ['', 'a', 'abcde', 'edcba', 'bcdea', 'axbyc', 'xyz', 'cab'];
    for (const before of orders) {
      for (const after of orders) {
        const doc = documentOf(notebookOf([...before]));
        applyNotebook(doc, notebookOf([...after]));
        expect(readNotebook(doc).cells).toEqual(notebookOf([...after]).cells);
      }
    }
  });

  test('take seconds, not minutes, when there are as many as are opened at all', () => {
    const whole = notebookOf(many);
    const doc = documentOf(whole);
    expect(took(() => applyNotebook(doc, emptyNotebook()))).toBeLessThan(5_000);
    expect(cellsOf(doc).length).toBe(0);
    expect(took(() => applyNotebook(documentOf(whole), notebookOf(many.toReversed())))).toBeLessThan(20_000);
    expect(took(() => mergeNotebooks(emptyNotebook(), whole, notebookOf(many.map((id) => `x${id}`))))).toBeLessThan(
      5_000,
    );
    const nameless = notebookOf(many.toReversed().map((id) => `x${id}`));
    expect(took(() => alignIds(whole, nameless, new Set(nameless.cells.map(({ id }) => id))))).toBeLessThan(5_000);
  }, 120_000);

  test('are refused with a number when there are more', () => {
    expect(() => requireFewCells(mostCells + 1)).toThrow(`at most ${mostCells}`);
  });
});
