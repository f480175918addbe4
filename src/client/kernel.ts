import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { send } from './call.ts';
import { type Connection, Refused } from './connection.ts';

export interface RunResult {
  readonly failed: boolean;
  /** MIME bundles in order; the last is the result. */
  readonly bundles: readonly Record<string, unknown>[];
}

interface Message {
  readonly channel: string;
  readonly header: { readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  readonly content: Record<string, unknown>;
}

/** Runs code in a kernel of its own, over Jupyter's protocol, and ends that kernel. */
export async function runOnce(
  connection: Connection,
  account: string,
  kernel: string,
  code: string,
  onText: (text: string) => void,
): Promise<RunResult> {
  const base = `${connection.url}/user/${account}/api/kernels`;
  const headers = { authorization: `token ${connection.token}`, 'content-type': 'application/json' };
  const made = await send(base, { method: 'POST', headers, body: JSON.stringify({ name: kernel }) });
  const { id } = (await made.json()) as { id: string };
  const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/${id}/channels`, { headers });
  try {
    await opened(socket);
    return await execute(socket, code, onText);
  } finally {
    socket.close();
    await send(`${base}/${id}`, { method: 'DELETE', headers });
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', (cause) => reject(new Refused('The kernel does not answer.', { cause })));
  });
}

function execute(socket: WebSocket, code: string, onText: (text: string) => void): Promise<RunResult> {
  const id = randomUUID();
  const bundles: Record<string, unknown>[] = [];
  let replied: boolean | undefined;
  let idle = false;
  const result = new Promise<RunResult>((resolve, reject) => {
    socket.once('close', () => reject(new Refused('The connection to the kernel was lost.')));
    socket.on('message', (data) => {
      const { header, parent_header, content }: Message = JSON.parse(data.toString());
      if (parent_header.msg_id !== id) return;
      if (header.msg_type === 'stream') onText(String(content.text));
      if (header.msg_type === 'error') onText(`${String(content.ename)}: ${String(content.evalue)}\n`);
      if (isDisplay(header.msg_type)) bundles.push(content.data as Record<string, unknown>);
      if (header.msg_type === 'execute_reply') replied = content.status === 'ok';
      if (header.msg_type === 'status' && content.execution_state === 'idle') idle = true;
      if (replied !== undefined && idle) resolve({ failed: !replied, bundles });
    });
  });
  socket.send(
    JSON.stringify({
      channel: 'shell',
      header: {
        msg_id: id,
        msg_type: 'execute_request',
        username: '',
        session: id,
        date: new Date().toISOString(),
        version: '5.3',
      },
      parent_header: {},
      metadata: {},
      content: {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true,
      },
      buffers: [],
    }),
  );
  return result;
}

function isDisplay(type: string): boolean {
  return type === 'execute_result' || type === 'display_data' || type === 'update_display_data';
}
