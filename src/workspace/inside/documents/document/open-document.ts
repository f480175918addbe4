import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { type DiskNotebook, NotebookFile, parseAgainst } from '../file/notebook-file.ts';
import { Journal } from '../journal/journal.ts';
import { JournalFollower } from '../journal/journal-follower.ts';
import type { JournalContent } from '../journal/journal-format.ts';
import { Lease } from '../journal/lease.ts';
import type { Place } from '../places.ts';
import { emptyNotebook, requireFewCells } from '../rules/notebook.ts';
import { cellsOf, documentOf } from '../shared-notebook.ts';
import { Document, type DocumentContext } from './document.ts';

/** What is there when a notebook is opened. */
interface Found {
  place: Place;
  file: NotebookFile;
  disk: DiskNotebook;
  lease: Lease | null;
}

/** Opens the notebook at the place. Throws NotebookError or the system's error. */
export async function openDocument(place: Place, context: DocumentContext): Promise<Document> {
  const file = new NotebookFile(place);
  const disk = await file.read();
  const isWritable = await file.isWritable();
  const lease = place.group === null ? null : new Lease(place.folder, context.me);
  const found = { place, file, disk, lease };
  const holder = lease !== null && isWritable ? await lease.acquire() : null;
  if (holder !== null) {
    const reader = await openHeld(found, holder.account, context);
    if (reader !== null) return reader;
  }
  const stored = await Journal.read(place.folder);
  const document = stored === null ? await openNew(found, context) : await openStored(found, stored, context);
  document.writer.forbidden = !isWritable;
  document.writer.keepLease();
  return document;
}

async function openNew({ place, file, disk, lease }: Found, context: DocumentContext): Promise<Document> {
  const isEmpty = disk.bytes.toString().trim() === '';
  const notebook = isEmpty ? emptyNotebook() : parseAgainst(disk.bytes, null);
  const doc = documentOf(notebook);
  const historyId = randomUUID();
  const state = Y.encodeStateAsUpdate(doc);
  const header = { historyId, path: place.path };
  const journal = await Journal.begin(place.folder, header, state, { hash: disk.hash });
  await file.saveBase(notebook, disk.hash);
  return new Document({ place, doc, file, journal, historyId, lease }, context);
}

async function openStored(
  { place, file, disk, lease }: Found,
  stored: JournalContent,
  context: DocumentContext,
): Promise<Document> {
  const doc = replayed(stored);
  const journal = await Journal.reopen(place.folder, stored);
  const { historyId } = stored.header;
  const document = new Document({ place, doc, file, journal, historyId, lease }, context);
  await document.file.meet(stored.files, disk);
  return document;
}

/** Another workspace writes it: its journal is followed. Null when there is no journal to follow. */
async function openHeld(
  { place, file, lease }: Found,
  holder: string,
  context: DocumentContext,
): Promise<Document | null> {
  const stored = await JournalFollower.first(place.folder);
  if (stored === null) return null;
  const { historyId } = stored.header;
  const document = new Document({ place, doc: replayed(stored), file, journal: null, historyId, lease }, context);
  document.writer.follow(holder);
  return document;
}

function replayed(stored: JournalContent): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of stored.updates) Y.applyUpdate(doc, update);
  });
  requireFewCells(cellsOf(doc).length);
  return doc;
}
