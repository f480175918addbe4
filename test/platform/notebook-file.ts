import type { Client } from './client.ts';

/** Writes a notebook of SQL cells with these sources into the home. Cells are called `cell-0`, `cell-1`, … */
export async function putNotebook(client: Client, account: string, path: string, sources: readonly string[]) {
  const cells = sources.map((source, i) => ({
    ...{ id: `cell-${i}`, cell_type: 'code', source, outputs: [], execution_count: null },
    metadata: { stoa: { kernel: 'sql' } },
  }));
  const metadata = { kernelspec: { name: 'sql', display_name: 'SQL', language: 'sql' } };
  const put = await client.send('PUT', `/user/${account}/api/contents/${path}`, {
    ...{ type: 'notebook', format: 'json' },
    content: { nbformat: 4, nbformat_minor: 5, metadata, cells },
  });
  if (put.status >= 300) throw new Error(`${path}: ${put.status} ${JSON.stringify(put.body)}`);
}
