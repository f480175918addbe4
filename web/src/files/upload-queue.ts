import { useSyncExternalStore } from 'react';
import { type DetailedError, Upload as TusUpload } from 'tus-js-client';
import type { Conflict } from '../../../src/storage/contract.ts';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import { queries } from '../api/queries.ts';
import { join } from './home-path.ts';
import type { Upload } from './read-drop.ts';

/**
 * waiting → sending ⇄ paused
 *              ├→ taken (the name is taken: replace, keep both or skip) → sending
 *              ├→ done
 *              └→ failed → sending (again)
 */
export type UploadState = 'waiting' | 'sending' | 'paused' | 'taken' | 'done' | 'failed';

export interface UploadItem {
  readonly id: number;
  readonly account: string;
  readonly folder: string;
  readonly relativePath: string;
  readonly file: File;
  readonly state: UploadState;
  readonly sentBytes: number;
  /** Why it failed, for a person. */
  readonly reason: string;
  readonly startedAt: number;
}

const atOnce = 3;
let count = 0;
let items: readonly UploadItem[] = [];
const running = new Map<number, TusUpload>();
const watchers = new Set<() => void>();

export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => items,
  );
}

/** Puts files at the end of the queue; what is sent survives a lost connection, and the same file chosen again goes on. */
export function upload(account: string, folder: string, uploads: readonly Upload[]): void {
  const added = uploads.map(({ file, relativePath }) => ({
    id: ++count,
    account,
    folder,
    relativePath,
    file,
    state: 'waiting' as const,
    sentBytes: 0,
    reason: '',
    startedAt: 0,
  }));
  items = [...items.filter((item) => item.state !== 'done'), ...added];
  next();
}

export function pause(id: number): void {
  void running.get(id)?.abort();
  running.delete(id);
  change(id, { state: 'paused' });
  next();
}

export function resume(id: number): void {
  change(id, { state: 'waiting', reason: '' });
  next();
}

/** Decides what happens with a file whose name is taken. */
export function settle(id: number, conflict: Conflict): void {
  const item = items.find((one) => one.id === id);
  if (item) send(item, conflict);
}

/** Takes an upload off the list, and what was sent of it off the server. */
export function drop(id: number): void {
  void running.get(id)?.abort(true);
  running.delete(id);
  items = items.filter((item) => item.id !== id);
  next();
}

export function clearEnded(): void {
  items = items.filter((item) => item.state !== 'done');
  tell();
}

/** Bytes still to send; the browser warns before a page with some is left. */
export function unsent(): boolean {
  return items.some((item) => item.state === 'sending' || item.state === 'waiting');
}

function next(): void {
  const sending = items.filter((item) => item.state === 'sending').length;
  for (const item of items.filter((one) => one.state === 'waiting').slice(0, Math.max(0, atOnce - sending))) send(item);
  tell();
}

function send(item: UploadItem, conflict: Conflict = 'fail'): void {
  change(item.id, { state: 'sending', reason: '', startedAt: Date.now() });
  const existing = running.get(item.id);
  const finished = existing?.url && item.sentBytes === item.file.size ? existing.url : null;
  if (finished) return void finish(item, finished, conflict);
  const slash = item.relativePath.lastIndexOf('/');
  const tus = new TusUpload(item.file, {
    endpoint: `/user/${encodeURIComponent(item.account)}/files/uploads`,
    retryDelays: [0, 1000, 3000, 5000, 10_000, 10_000, 20_000, 30_000],
    metadata: {
      path: item.folder,
      filename: item.relativePath.slice(slash + 1),
      ...(slash < 0 ? {} : { relativePath: item.relativePath }),
      conflict,
      modified: String(item.file.lastModified),
    },
    fingerprint: async (file) =>
      ['stoa', item.account, item.folder, item.relativePath, file.size, item.file.lastModified].join(':'),
    removeFingerprintOnSuccess: true,
    onShouldRetry: (error) => (error.originalResponse?.getStatus() ?? 0) < 400 || serverTrouble(error),
    onProgress: (sentBytes) => change(item.id, { sentBytes }),
    onSuccess: () => ended(item),
    onError: (error) => failed(item, error),
  });
  running.set(item.id, tus);
  void tus.findPreviousUploads().then((previous) => {
    const [latest] = previous;
    if (latest && conflict === 'fail') tus.resumeFromPreviousUpload(latest);
    if (running.get(item.id) === tus) tus.start();
  });
}

async function finish(item: UploadItem, url: string, conflict: Conflict): Promise<void> {
  const id = url.slice(url.lastIndexOf('/') + 1);
  try {
    await call(filesContract.finishUpload, { params: { name: item.account, id }, body: { conflict } });
    ended(item);
  } catch (failure) {
    change(item.id, { state: 'failed', reason: failure instanceof Error ? failure.message : String(failure) });
  }
}

function ended(item: UploadItem): void {
  running.delete(item.id);
  change(item.id, { state: 'done', sentBytes: item.file.size });
  void queries.invalidateQueries({ queryKey: ['files', item.account] });
  next();
}

function failed(item: UploadItem, error: Error | DetailedError): void {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  const body = parse(response?.getBody() ?? '');
  if (response?.getStatus() === 409 && body.code === 'file-exists') change(item.id, { state: 'taken' });
  else {
    running.delete(item.id);
    change(item.id, { state: 'failed', reason: body.detail || error.message });
  }
  next();
}

function parse(body: string): { code: string; detail: string } {
  try {
    const value: unknown = JSON.parse(body);
    const read = (name: string) =>
      typeof value === 'object' && value !== null && name in value ? String(Reflect.get(value, name)) : '';
    return { code: read('code'), detail: read('detail') || read('title') };
  } catch {
    return { code: '', detail: '' };
  }
}

function serverTrouble(error: DetailedError): boolean {
  const status = error.originalResponse?.getStatus() ?? 0;
  return status === 423 || status === 429 || status >= 500;
}

function change(id: number, part: Partial<UploadItem>): void {
  items = items.map((item) => (item.id === id ? { ...item, ...part } : item));
  tell();
}

function tell(): void {
  for (const watch of watchers) watch();
}

/** The path that an item will have. */
export const destination = (item: UploadItem) => join(item.folder, item.relativePath);
