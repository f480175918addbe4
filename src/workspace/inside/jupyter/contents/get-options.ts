import { badRequest } from '../../http/errors.ts';

export type ContentType = 'file' | 'directory' | 'notebook';
export type ContentFormat = 'text' | 'base64' | 'json';

export interface GetOptions {
  type: ContentType | null;
  format: ContentFormat | null;
  content: boolean;
  hash: boolean;
  /** Who reads, so that a later PUT by the same can be merged. */
  reader: string;
}

/** Only what it is, not what is in it. */
export const modelOnly: GetOptions = { type: null, format: null, content: false, hash: false, reader: '' };

/** `type`, `format` and the rest of a GET. */
export function getOptions(query: URLSearchParams, reader: string): GetOptions {
  const type = query.get('type');
  const format = query.get('format');
  if (type !== null && type !== 'file' && type !== 'directory' && type !== 'notebook') {
    throw badRequest(`Type ${JSON.stringify(type)} is invalid`);
  }
  if (format !== null && format !== 'text' && format !== 'base64' && format !== 'json') {
    throw badRequest(`Format ${JSON.stringify(format)} is invalid`);
  }
  const flag = (name: string, otherwise: string): boolean => (query.get(name) ?? otherwise) === '1';
  return {
    type,
    format: format === 'json' ? null : format,
    content: flag('content', '1'),
    hash: flag('hash', '0'),
    reader,
  };
}
