import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { KeptFolder } from '../file/kept-folder.ts';
import { Journal } from './journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'stoa-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const kept = (path: string) => new KeptFolder(path, [], { folder: 0o700, file: 0o600 });

/** Writes one letter after the other and notes how long the journal was when each was durable. */
async function written(name: string): Promise<{ path: string; sizes: number[]; text: string }> {
  const doc = new Y.Doc();
  const path = join(folder, name);
  const header = { historyId: 'h1', path: 'a.ipynb' };
  const journal = await Journal.begin(kept(path), header, Y.encodeStateAsUpdate(doc), null);
  doc.on('update', (update: Uint8Array) => journal.add(update));
  const sizes: number[] = [];
  const text = 'acknowledged';
  for (const letter of text) {
    doc.getText('t').insert(doc.getText('t').length, letter);
    await journal.flushed();
    sizes.push(journal.bytes);
  }
  await journal.close();
  return { path, sizes, text };
}

async function replay(path: string): Promise<string | null> {
  const content = await Journal.read(kept(path));
  if (content === null) return null;
  const doc = new Y.Doc();
  for (const update of content.updates) Y.applyUpdate(doc, update);
  return doc.getText('t').toString();
}

describe('the journal', () => {
  test('cut at any byte, it holds everything that was acknowledged before, and goes on', async () => {
    const { path, sizes, text } = await written('whole');
    const bytes = readFileSync(join(path, 'journal')).length;
    expect(bytes).toBe(sizes.at(-1));
    for (let cut = sizes[0] ?? 0; cut <= bytes; cut++) {
      const copy = join(folder, 'cut');
      mkdirSync(copy, { recursive: true });
      copyFileSync(join(path, 'journal'), join(copy, 'journal'));
      truncateSync(join(copy, 'journal'), cut);
      const acknowledged = sizes.filter((size) => size <= cut).length;
      expect(await replay(copy)).toBe(text.slice(0, acknowledged));
    }
    const content = await Journal.read(kept(join(folder, 'cut')));
    if (content === null) throw new Error('not read');
    const journal = await Journal.reopen(kept(join(folder, 'cut')), content);
    const doc = new Y.Doc();
    for (const update of content.updates) Y.applyUpdate(doc, update);
    doc.on('update', (update: Uint8Array) => journal.add(update));
    doc.getText('t').insert(0, '>');
    await journal.flushed();
    await journal.close();
    expect(await replay(join(folder, 'cut'))).toBe(`>${text}`);
  });

  test('a flipped byte ends it before the damaged record, not after', async () => {
    const { path, sizes, text } = await written('flipped');
    const bytes = readFileSync(join(path, 'journal'));
    const at = (sizes[5] ?? 0) + 12;
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    const copy = join(folder, 'damaged');
    mkdirSync(copy);
    (await import('node:fs')).writeFileSync(join(copy, 'journal'), bytes);
    expect(await replay(copy)).toBe(text.slice(0, 6));
  });

  test('compacting while changes come in loses none of them', async () => {
    const doc = new Y.Doc();
    const path = join(folder, 'compacted');
    const journal = await Journal.begin(kept(path), { historyId: 'h', path: 'p' }, Y.encodeStateAsUpdate(doc), null);
    doc.on('update', (update: Uint8Array) => journal.add(update));
    for (let round = 0; round < 300; round++) {
      doc.getText('t').insert(doc.getText('t').length, String(round % 10));
      if (round % 50 === 25) {
        journal
          .compact(
            () => Y.encodeStateAsUpdate(doc),
            () => ({ hash: 'x' }),
          )
          .catch((error: unknown) => expect(error).toBeNull());
      }
      if (round % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await journal.flushed();
    await journal.close();
    expect(await replay(path)).toBe(doc.getText('t').toString());
  });
});
