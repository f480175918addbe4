import { resultMime } from '../../../../src/engines/duckdb/result.ts';
import { outputReferenceType, streamCutType } from '../../../../src/workspace/protocol/document.ts';
import { record } from '../document/cell-shape.ts';

/** How an output is shown; the order of `byRichness` decides where it has several types. */
export type Shown =
  | 'result'
  | 'cut'
  | 'reference'
  | 'vega-lite'
  | 'vega'
  | 'html'
  | 'svg'
  | 'image'
  | 'markdown'
  | 'latex'
  | 'json'
  | 'text';

const byRichness: readonly [RegExp, Shown][] = [
  [new RegExp(`^${resultMime.replace(/[+.]/g, '\\$&')}$`), 'result'],
  [new RegExp(`^${streamCutType.replace(/[+.]/g, '\\$&')}$`), 'cut'],
  [new RegExp(`^${outputReferenceType.replace(/[+.]/g, '\\$&')}$`), 'reference'],
  [/^application\/vnd\.vegalite\.v\d+(\.\d+)*\+json$/, 'vega-lite'],
  [/^application\/vnd\.vega\.v\d+(\.\d+)*\+json$/, 'vega'],
  [/^text\/html$/, 'html'],
  [/^image\/svg\+xml$/, 'svg'],
  [/^image\/(png|jpeg|gif|webp)$/, 'image'],
  [/^text\/markdown$/, 'markdown'],
  [/^text\/latex$/, 'latex'],
  [/^application\/(geo\+|[\w.-]+\+)?json$/, 'json'],
  [/^text\/plain$/, 'text'],
];

export interface Richest {
  readonly shown: Shown;
  readonly mime: string;
  readonly value: unknown;
}

/** The richest type of a MIME bundle that can be shown, or null. */
export function richest(bundle: unknown): Richest | null {
  const types = Object.entries(record(bundle));
  for (const [pattern, shown] of byRichness) {
    const found = types.find(([mime]) => pattern.test(mime));
    if (found !== undefined) return { shown, mime: found[0], value: found[1] };
  }
  return null;
}

/** nbformat lets text be a list of lines. */
export function joined(value: unknown): string {
  if (Array.isArray(value)) return value.join('');
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}
