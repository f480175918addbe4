import type { Client } from './client.ts';

/** Writes a notebook of Python over Jupyter's contents, as any client does. */
export async function putNotebook(
  client: Client,
  account: string,
  path: string,
  cells: readonly object[],
): Promise<void> {
  const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };
  const content = { nbformat: 4, nbformat_minor: 5, metadata, cells };
  const put = await client.send('PUT', `/user/${account}/api/contents/${path}`, {
    ...{ type: 'notebook', format: 'json', content },
  });
  if (put.status >= 300) throw new Error(`${path}: ${put.status} ${JSON.stringify(put.body)}`);
}

/** A code cell that has not run. */
export function codeCell(id: string, source: string, metadata: object = {}): object {
  return { id, cell_type: 'code', source, metadata, outputs: [], execution_count: null };
}
