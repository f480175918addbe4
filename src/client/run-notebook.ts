import WebSocket from 'ws';
import { startWorkspace } from '../workspace/contract.ts';
import type { CellState, ServerMessage } from '../workspace/protocol/document.ts';
import { call, send } from './call.ts';
import { type Connection, Refused } from './connection.ts';

/** Runs every cell of a notebook where it is, and prints what the cells printed. */
export async function runNotebook(
  connection: Connection,
  account: string,
  path: string,
  print: (text: string) => void,
): Promise<void> {
  await call(connection, startWorkspace, { params: { name: account }, query: { wait: true } });
  const states = await runAll(connection, account, path);
  const answer = await send(
    `${connection.url}/user/${account}/api/contents/${path.split('/').map(encodeURIComponent).join('/')}`,
    {
      headers: { authorization: `Bearer ${connection.token}` },
    },
  );
  const { content } = (await answer.json()) as { content: { cells: Cell[] } };
  for (const cell of content.cells)
    if (cell.cell_type === 'code') for (const output of cell.outputs) print(textOf(output));
  const failed = [...states.values()].filter(({ phase }) => phase === 'failed' || phase === 'lost').length;
  if (failed > 0) throw new Refused(`${failed} of ${states.size} cells failed.`);
}

interface Cell {
  readonly cell_type: string;
  readonly outputs: readonly Output[];
}

interface Output {
  readonly output_type: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, string | string[]>>;
  readonly traceback?: readonly string[];
}

function textOf({ text, data, traceback }: Output): string {
  const found = text ?? data?.['text/plain'] ?? traceback?.map((line) => `${line}\n`) ?? '';
  const whole = Array.isArray(found) ? found.join('') : String(found);
  return whole.endsWith('\n') || whole === '' ? whole : `${whole}\n`;
}

/** Queues all cells and waits until none waits or runs, and the file on disk has what they put out. */
async function runAll(connection: Connection, account: string, path: string): Promise<Map<string, CellState>> {
  const url = `${connection.url.replace(/^http/, 'ws')}/user/${account}/stoa/document?path=${encodeURIComponent(path)}&history=`;
  const socket = new WebSocket(url, { headers: { authorization: `token ${connection.token}` } });
  const states = new Map<string, CellState>();
  const started = new Set<string>();
  try {
    await new Promise<void>((resolve, reject) => {
      const tell = (message: object) => socket.send(JSON.stringify(message));
      socket.once('error', (cause) => reject(new Refused('The workspace does not answer.', { cause })));
      socket.once('close', () =>
        reject(new Refused('The connection to the workspace was lost; the run goes on there.')),
      );
      socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        const message: ServerMessage = JSON.parse(data.toString());
        if (message.type === 'error')
          reject(new Refused([message.problem.message, message.problem.why].filter(Boolean).join(' ')));
        if (message.type === 'hello') tell({ type: 'run-all', requestId: 'run' });
        if (message.type === 'written' && message.requestId === 'save') resolve();
        if (message.type !== 'cells') return;
        for (const [id, state] of Object.entries(message.cells)) {
          if (state === null) continue;
          states.set(id, state);
          started.add(id);
        }
        const busy = [...states.values()].some(({ phase }) => phase === 'queued' || phase === 'running');
        if (started.size > 0 && !busy) tell({ type: 'save', requestId: 'save' });
      });
    });
  } finally {
    socket.removeAllListeners('close');
    socket.close();
  }
  return states;
}
