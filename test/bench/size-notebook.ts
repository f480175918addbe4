import { YNotebook } from '@jupyter/ydoc';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import { frameKind } from '../../src/workspace/protocol/document.ts';
import { startWorkspace } from '../platform/client.ts';
import { BenchPlatform, type Tenant } from './bench-platform.ts';
import { compared, type Row, timed } from './figure.ts';
import type { Given, Part } from './part.ts';

export const sizeNotebook: Part = {
  name: 'size notebook',
  about: 'notebook of 1,000 cells opened until synced',
  deadlineSeconds: 120,
  run: measure,
};

/** Without drawing: what the page waits for before it can draw. */
async function measure({ signal, small }: Given): Promise<readonly Row[]> {
  await using bench = await BenchPlatform.start(signal);
  const cells = small ? 100 : 1000;
  const tenant = await bench.newTenant();
  await startWorkspace(tenant.client, tenant.name);
  const put = await fetch(`${tenant.client.url}/user/${tenant.name}/files/content?path=long.ipynb`, {
    method: 'PUT',
    headers: { cookie: tenant.client.cookie, 'content-type': 'application/octet-stream' },
    body: JSON.stringify(notebookOf(cells)),
  });
  if (!put.ok) throw new Error(`the notebook was not written: ${put.status} ${await put.text()}`);
  const first = await timed(() => open(tenant, cells, signal));
  const again = await timed(() => open(tenant, cells, signal));
  const what = `notebook of ${cells} cells, synced`;
  return [
    compared({ figure: `${what}, first opening`, unit: 'ms', ours: first, goal: { under: 2000 } }),
    compared({ figure: `${what}, in another tab`, unit: 'ms', ours: again, goal: { under: 2000 } }),
  ];
}

function notebookOf(cells: number): object {
  const cell = (i: number) => ({
    ...{ cell_type: 'code', id: `cell-${i}`, metadata: {}, execution_count: i },
    source: `# step ${i}\nvalues = [n * ${i} for n in range(100)]\nprint(sum(values))`,
    outputs: [{ output_type: 'stream', name: 'stdout', text: `${'a line of output\n'.repeat(10)}${4950 * i}\n` }],
  });
  const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };
  return { nbformat: 4, nbformat_minor: 5, metadata, cells: Array.from({ length: cells }, (_, i) => cell(i + 1)) };
}

async function open({ name, client }: Tenant, cells: number, signal: AbortSignal): Promise<void> {
  const query = new URLSearchParams({ path: 'long.ipynb', history: '' });
  const url = `${client.url.replace(/^http/, 'ws')}/user/${name}/stoa/document?${query}`;
  const socket = new WebSocket(url, { headers: { cookie: client.cookie } });
  const notebook = new YNotebook();
  const stop = () => socket.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code) => reject(new Error(`the document was closed with ${code}`)));
      socket.on('message', (data: Buffer, isBinary) => {
        const encoder = encoding.createEncoder();
        encoding.writeVarUint(encoder, frameKind.sync);
        if (isBinary) {
          const decoder = decoding.createDecoder(data);
          if (decoding.readVarUint(decoder) !== frameKind.sync) return;
          const kind = syncProtocol.readSyncMessage(decoder, encoder, notebook.ydoc, socket);
          if (kind === syncProtocol.messageYjsSyncStep2) resolve();
        } else if (JSON.parse(data.toString()).type === 'hello') syncProtocol.writeSyncStep1(encoder, notebook.ydoc);
        if (encoding.length(encoder) > 1) socket.send(encoding.toUint8Array(encoder));
      });
    });
    if (notebook.cells.length !== cells) throw new Error(`${notebook.cells.length} of ${cells} cells came`);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.terminate();
    notebook.dispose();
  }
}
