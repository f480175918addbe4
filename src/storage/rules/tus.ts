import type { Conflict } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import { type HomePath, join, parseHomePath, parseNewPath } from './home-path.ts';

export const tusVersion = '1.0.0';
export const tusExtensions = 'creation,creation-with-upload,termination,expiration';

/** What the sender said about the file that comes. */
export interface UploadTarget {
  path: HomePath;
  conflict: Conflict;
  /** Milliseconds since 1970; undefined: the time of arrival. */
  modifiedAt: number | undefined;
}

/** `Upload-Metadata`: pairs of a key and a base64 value, separated by commas (tus 1.0.0, creation). */
export function parseMetadata(header: string | undefined): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of (header ?? '').split(',')) {
    const [key = '', value = '', ...more] = pair.trim().split(' ');
    if (key === '' && value === '') continue;
    if (more.length > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
      throw invalid(`"${key.slice(0, 40)}" is not a key and a base64 value`);
    }
    values.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return values;
}

export function parseTarget(header: string | undefined): UploadTarget {
  const metadata = parseMetadata(header);
  const folder = parseHomePath(metadata.get('path') ?? '', 'Upload-Metadata.path');
  const file = metadata.get('relativePath') || metadata.get('filename');
  if (file === undefined || file === '') throw invalid('it has neither "filename" nor "relativePath"');
  const path = join(folder, parseNewPath(file, 'Upload-Metadata.filename'));
  return {
    path: parseHomePath(path),
    conflict: parseConflict(metadata.get('conflict')),
    modifiedAt: parseTime(metadata.get('modified')),
  };
}

function parseConflict(text: string | undefined): Conflict {
  if (text === undefined || text === '') return 'fail';
  if (text === 'fail' || text === 'replace' || text === 'keep-both') return text;
  throw invalid(`"conflict" is "${text.slice(0, 40)}", expected fail, replace or keep-both`);
}

function parseTime(text: string | undefined): number | undefined {
  const time = Number(text);
  return text !== undefined && text !== '' && Number.isFinite(time) && time > 0 && time < 8.64e15 ? time : undefined;
}

function invalid(why: string) {
  return fileProblems['upload-invalid']({ field: 'Upload-Metadata', detail: `Upload-Metadata: ${why}.` });
}

/** A header that must be a whole number of bytes. */
export function parseBytes(name: string, text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw fileProblems['upload-invalid']({ field: name, detail: `${name} must be a whole number of bytes.` });
  }
  return Number(text);
}
