import { expect, test } from 'vitest';
import { joinNotebooks } from './join-notebooks.ts';

const owner = { name: 'alice' };

test('a notebook that the workspace knows shows its languages and last run, and stands once', () => {
  const files = [
    { path: 'Old.ipynb', changedAt: 1, owner },
    { path: 'New.ipynb', changedAt: 2, owner },
    { path: 'table.csv', changedAt: 3, owner },
  ];
  const recent = [
    {
      name: 'Old',
      path: 'Old.ipynb',
      languages: ['sql'],
      lastRun: { state: 'done' as const, at: '2026-11-22T12:00:00.000Z' },
      editedAt: '2026-11-22T12:00:00.000Z',
      open: true,
    },
  ];
  const listed = joinNotebooks(files, recent);
  expect(listed.map((notebook) => notebook.path)).toEqual(['Old.ipynb', 'New.ipynb']);
  expect(listed[0]).toMatchObject({ languages: ['sql'], lastRun: { state: 'done' }, owner: 'alice' });
});
