import { describe, expect, test } from 'vitest';
import { alignIds } from './align-ids.ts';
import { mergeNotebooks } from './merge-notebooks.ts';
import { type Cell, emptyNotebook, formatNotebook, type Notebook, NotebookError, parseNotebook } from './notebook.ts';
import { mergeTexts } from './text-change.ts';

function code(id: string, source: string, changes: Partial<Cell> = {}): Cell {
  return { id, cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null, ...changes };
}

function notebook(...cells: Cell[]): Notebook {
  return { ...emptyNotebook(), cells };
}

const sources = (merged: Notebook): string[] => merged.cells.map(({ id, source }) => `${id}:${source}`);

describe('merging a whole notebook into the live one', () => {
  const base = notebook(code('a', 'one'), code('b', 'two'), code('c', 'three'));

  test('changes of different cells are both kept', () => {
    const live = notebook(code('a', 'ONE'), code('b', 'two'), code('c', 'three'));
    const theirs = notebook(code('a', 'one'), code('b', 'two'), code('c', 'THREE'));
    const { notebook: merged, conflicts } = mergeNotebooks(base, live, theirs);
    expect(sources(merged)).toEqual(['a:ONE', 'b:two', 'c:THREE']);
    expect(conflicts).toEqual([]);
  });

  test('in a conflict the live text wins and the cell is named', () => {
    const { notebook: merged, conflicts } = mergeNotebooks(
      base,
      notebook(code('a', 'live')),
      notebook(code('a', 'disk')),
    );
    expect(sources(merged)).toEqual(['a:live']);
    expect(conflicts).toEqual(['a']);
  });

  test('changes at different places of one cell are both kept', () => {
    expect(mergeTexts('x = 1\ny = 2\nz = 3', 'x = 10\ny = 2\nz = 3', 'x = 1\ny = 2\nz = 30')).toBe(
      'x = 10\ny = 2\nz = 30',
    );
    expect(mergeTexts('x = 1', 'x = 2', 'x = 3')).toBeNull();
  });

  test('a cell that was not touched is deleted with them, one that was edited stays', () => {
    const theirs = notebook(code('a', 'one'));
    const live = notebook(code('a', 'one'), code('b', 'two'), code('c', 'THREE'));
    const { notebook: merged, conflicts } = mergeNotebooks(base, live, theirs);
    expect(sources(merged)).toEqual(['a:one', 'c:THREE']);
    expect(conflicts).toEqual(['c']);
  });

  test('new cells of both sides stand after the cells they were written after', () => {
    const live = notebook(code('a', 'one'), code('mine', 'm'), code('b', 'two'), code('c', 'three'));
    const theirs = notebook(code('a', 'one'), code('b', 'two'), code('c', 'three'), code('theirs', 't'));
    expect(mergeNotebooks(base, live, theirs).notebook.cells.map(({ id }) => id)).toEqual([
      'a',
      'mine',
      'b',
      'c',
      'theirs',
    ]);
  });

  test('cells moved by the other side only are moved', () => {
    const theirs = notebook(code('c', 'three'), code('a', 'one'), code('b', 'two'));
    expect(mergeNotebooks(base, base, theirs).notebook.cells.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  test('outputs that only the live side has are not wiped by a program that knows only the text', () => {
    const output = { output_type: 'stream', name: 'stdout', text: 'hi' };
    const live = notebook(
      code('a', 'one', { outputs: [output], execution_count: 3 }),
      code('b', 'two'),
      code('c', 'three'),
    );
    const theirs = notebook(code('a', 'one!'), code('b', 'two'), code('c', 'three'));
    const merged = mergeNotebooks(base, live, theirs).notebook.cells[0];
    expect(merged).toMatchObject({ source: 'one!', outputs: [output], execution_count: 3 });
  });

  test('metadata that nobody here knows goes through', () => {
    const theirs = { ...base, metadata: { odd: { deep: [1] } } };
    expect(mergeNotebooks(base, base, theirs).notebook.metadata).toEqual({ odd: { deep: [1] } });
  });

  test('cells whose ids were dropped by an older program get them back', () => {
    const theirs = notebook(code('x1', 'one'), code('x2', 'new'), code('x3', 'two, edited'), code('x4', 'three'));
    const aligned = alignIds(base, theirs, new Set(['x1', 'x2', 'x3', 'x4']));
    expect(aligned.cells[0]?.id).toBe('a');
    expect(aligned.cells[3]?.id).toBe('c');
    expect(aligned.cells.map(({ id }) => id)).toContain('b');
  });
});

describe('notebook files', () => {
  const made = (): (() => string) => {
    let next = 0;
    return () => `made${next++}`;
  };

  test('format 4.2 is read, cells get ids, texts are joined, and unknown metadata stays', () => {
    const text = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 2,
      metadata: { mine: 1 },
      cells: [
        { cell_type: 'markdown', source: ['# a\n', 'b'], metadata: { tags: ['x'] }, attachments: { p: {} } },
        {
          cell_type: 'code',
          source: 'x',
          metadata: {},
          execution_count: 2,
          outputs: [
            {
              output_type: 'display_data',
              metadata: {},
              data: { 'text/plain': ['a\n', 'b'], 'application/json': ['keep'] },
            },
          ],
        },
      ],
    });
    const { notebook: parsed, madeIds } = parseNotebook(text, made());
    expect(madeIds.size).toBe(2);
    expect(parsed.nbformat_minor).toBe(5);
    expect(parsed.cells[0]).toMatchObject({ source: '# a\nb', metadata: { tags: ['x'] }, attachments: { p: {} } });
    expect(parsed.cells[1]?.outputs[0]?.data).toEqual({ 'text/plain': 'a\nb', 'application/json': ['keep'] });
    const again = parseNotebook(formatNotebook(parsed), made());
    expect(again.madeIds.size).toBe(0);
    expect(again.notebook).toEqual(parsed);
  });

  test('two cells with one id become two cells with two ids', () => {
    const cell = { id: 'same', cell_type: 'raw', source: '', metadata: {} };
    const { notebook: parsed } = parseNotebook(JSON.stringify({ nbformat: 4, cells: [cell, cell] }), made());
    expect(new Set(parsed.cells.map(({ id }) => id)).size).toBe(2);
  });

  test.each([
    ['{"cells": [', 'broken-notebook'],
    ['[]', 'not-a-notebook'],
    ['{"nbformat": 5, "cells": []}', 'newer-notebook'],
    ['{"nbformat": 3, "worksheets": []}', 'not-a-notebook'],
    ['{"nbformat": 4, "cells": [{"cell_type": "heading"}]}', 'broken-notebook'],
  ])('%s is refused as %s', (text, problem) => {
    try {
      parseNotebook(text, made());
    } catch (error) {
      expect(error).toBeInstanceOf(NotebookError);
      expect(error).toMatchObject({ problem });
      return;
    }
    throw new Error('it was read');
  });
});
