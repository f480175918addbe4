import type { TablePreview } from '../../contract.ts';

/** What the files server asks its table reader, over the channel between parent and child. */
export interface TableRequest {
  id: number;
  format: 'parquet' | 'csv' | 'tsv';
  /** Absolute. */
  path: string;
  rows: number;
  gzip: boolean;
}

export type TableAnswer = { id: number } & ({ ok: true; preview: TablePreview } | { ok: false; why: string });
