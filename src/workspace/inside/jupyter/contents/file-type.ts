import { extname } from 'node:path';

const types: Record<string, string> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.py': 'text/x-python',
  '.sql': 'application/sql',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.pdf': 'application/pdf',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** MIME type by the name's ending; null when it says nothing. */
export function guessType(path: string): string | null {
  return types[extname(path).toLowerCase()] ?? null;
}
