import WebSocket from 'ws';
import { NotebookClient } from '../../src/workspace/inside/testing/notebook-client.ts';
import type { Client } from './client.ts';

/** A page at a notebook of the account, through the gateway, as the account's browser opens it. */
export function openNotebook(client: Client, account: string, path: string): Promise<NotebookClient> {
  const base = `${client.url.replace(/^http/, 'ws')}/user/${account}`;
  const headers = { cookie: client.cookie, origin: client.url };
  return NotebookClient.open({ websocket: (below) => new WebSocket(base + below, { headers }) }, path);
}

/** Saves a notebook with these code cells, as a Jupyter client does. */
export async function putNotebook(client: Client, account: string, path: string, cells: object[]): Promise<void> {
  const content = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
  const put = await client.send('PUT', `/user/${account}/api/contents/${path}`, { type: 'notebook', content });
  if (put.status >= 300) throw new Error(`${path}: ${put.status} ${JSON.stringify(put.body)}`);
}

export function codeCell(id: string, source: string, kernel?: string): object {
  const metadata = kernel === undefined ? {} : { stoa: { kernel } };
  return { id, cell_type: 'code', source, metadata, outputs: [], execution_count: null };
}

/** Waits for something that becomes true within the time; the reason names what was waited for. */
export async function until(what: string, milliseconds: number, condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${milliseconds} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
