import {
  IconFile,
  IconFileCode,
  IconFileDatabase,
  IconFileText,
  IconFileTypeCsv,
  IconFileUnknown,
  IconFileZip,
  IconFolder,
  IconNotebook,
  IconPhoto,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Entry } from '../api/files.ts';

const byEnding: Record<string, TablerIcon> = {
  ipynb: IconNotebook,
  parquet: IconFileDatabase,
  duckdb: IconFileDatabase,
  csv: IconFileTypeCsv,
  tsv: IconFileTypeCsv,
  json: IconFileCode,
  jsonl: IconFileCode,
  ndjson: IconFileCode,
  py: IconFileCode,
  sql: IconFileCode,
  sh: IconFileCode,
  md: IconFileText,
  txt: IconFileText,
  log: IconFileText,
  zip: IconFileZip,
  gz: IconFileZip,
  png: IconPhoto,
  jpg: IconPhoto,
  jpeg: IconPhoto,
  gif: IconPhoto,
  webp: IconPhoto,
  svg: IconPhoto,
};

export function EntryIcon({ kind, name }: Pick<Entry, 'kind' | 'name'>) {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const Icon = kind === 'folder' ? IconFolder : kind === 'file' ? (byEnding[ending] ?? IconFile) : IconFileUnknown;
  return <Icon size={16} stroke={1.75} aria-hidden="true" />;
}
