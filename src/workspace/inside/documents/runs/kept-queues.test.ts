import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KeptQueues } from './kept-queues.ts';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'stoa-queues-')), 'queues.json');

test('what waited in one notebook is kept while the queue of another already changes', () => {
  const file = newFile();
  const killed = new KeptQueues(file);
  killed.set('a.ipynb', ['1', '2']);
  killed.set('b.ipynb', ['3']);
  const killedToo = new KeptQueues(file);
  killedToo.set('b.ipynb', []);
  expect(new KeptQueues(file).former()).toEqual([['a.ipynb', ['1', '2']]]);
});

test('a former queue that goes on shrinks with it', () => {
  const file = newFile();
  new KeptQueues(file).set('a.ipynb', ['1', '2']);
  const next = new KeptQueues(file);
  next.set('a.ipynb', ['1', '2']);
  next.set('a.ipynb', ['2']);
  expect(new KeptQueues(file).former()).toEqual([['a.ipynb', ['2']]]);
});
