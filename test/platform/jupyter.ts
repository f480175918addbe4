import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { Client } from './client.ts';

interface Message {
  readonly channel: string;
  readonly header: { readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  // biome-ignore lint/suspicious/noExplicitAny: whatever the kernel says
  readonly content: any;
}

export interface CellResult {
  readonly status: string;
  readonly text: string;
  readonly data: Record<string, unknown>[];
  readonly error: string;
}

/** A kernel over Jupyter's REST and websocket, as any Jupyter client uses it. */
export class JupyterKernel {
  readonly id: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, (message: Message) => void>();

  private constructor(id: string, socket: WebSocket) {
    this.id = id;
    this.#socket = socket;
    socket.on('message', (data) => {
      const message: Message = JSON.parse(data.toString());
      this.#waiting.get(message.parent_header.msg_id ?? '')?.(message);
    });
  }

  static async start(client: Client, account: string, name: string): Promise<JupyterKernel> {
    const made = await client.post(`/user/${account}/api/kernels`, { name });
    if (made.status !== 201) throw new Error(`kernel ${name}: ${made.status} ${JSON.stringify(made.body)}`);
    return JupyterKernel.connect(client, account, made.body.id);
  }

  /** The kernel of a notebook's language, as a session of the notebook: one for each path and name. */
  static async ofNotebook(client: Client, account: string, path: string, name: string): Promise<JupyterKernel> {
    const made = await client.post(`/user/${account}/api/sessions`, { path, type: 'notebook', kernel: { name } });
    if (made.status !== 201) throw new Error(`session ${path}: ${made.status} ${JSON.stringify(made.body)}`);
    return JupyterKernel.connect(client, account, made.body.kernel.id);
  }

  static async connect(client: Client, account: string, id: string): Promise<JupyterKernel> {
    const url = `${client.url.replace(/^http/, 'ws')}/user/${account}/api/kernels/${id}/channels?session_id=${randomUUID()}`;
    const headers: Record<string, string> = client.token
      ? { authorization: `token ${client.token}` }
      : { cookie: client.cookie };
    const socket = new WebSocket(url, { headers });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return new JupyterKernel(id, socket);
  }

  /** Runs a cell and waits for its reply and for the kernel to be idle again. */
  run(code: string, timeoutMilliseconds?: number, metadata?: object): Promise<CellResult> {
    return this.begin(code, timeoutMilliseconds, metadata).finished;
  }

  /** `begun`: the kernel has said that it is at work on it. */
  begin(
    code: string,
    timeoutMilliseconds = 60_000,
    metadata: object = {},
  ): { begun: Promise<void>; finished: Promise<CellResult> } {
    const id = randomUUID();
    const data: Record<string, unknown>[] = [];
    let text = '';
    let error = '';
    let status = '';
    let idle = false;
    const begun = Promise.withResolvers<void>();
    const done = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer in time to: ${code}`)), timeoutMilliseconds);
      this.#waiting.set(id, ({ channel, header, content }) => {
        if (header.msg_type === 'stream') text += content.text;
        if (
          header.msg_type === 'execute_result' ||
          header.msg_type === 'display_data' ||
          header.msg_type === 'update_display_data'
        )
          data.push(content.data);
        if (header.msg_type === 'error') error = `${content.ename}: ${content.evalue}`;
        if (header.msg_type === 'execute_reply' && channel === 'shell') status = content.status;
        if (header.msg_type === 'status' && content.execution_state === 'busy') begun.resolve();
        if (header.msg_type === 'status' && content.execution_state === 'idle') idle = true;
        if (status === '' || !idle) return;
        clearTimeout(timer);
        resolve();
      });
    });
    this.#send(id, 'execute_request', metadata, {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    const finished = done.then(() => {
      this.#waiting.delete(id);
      return { status, text, data, error };
    });
    return { begun: begun.promise, finished };
  }

  /** @param cursor  in code points; the end of the code where absent */
  async complete(code: string, cursor = [...code].length): Promise<{ readonly matches: readonly string[] }> {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<{ readonly matches: readonly string[] }>();
    this.#waiting.set(id, ({ header, content }) => {
      if (header.msg_type === 'complete_reply') resolve(content);
    });
    this.#send(id, 'complete_request', {}, { code, cursor_pos: cursor });
    return promise.finally(() => this.#waiting.delete(id));
  }

  #send(id: string, type: string, metadata: object, content: object): void {
    const header = {
      msg_id: id,
      msg_type: type,
      username: '',
      session: id,
      date: new Date().toISOString(),
      version: '5.3',
    };
    this.#socket.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata, content, buffers: [] }));
  }

  close(): void {
    this.#socket.close();
  }
}
