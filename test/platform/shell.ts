import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { Client } from './client.ts';

/** A terminal of a workspace, used as a person at the keyboard does. */
export class Shell {
  readonly name: string;
  readonly #socket: WebSocket;
  #text = '';
  #heard: () => void = () => {};
  closed = false;

  private constructor(name: string, socket: WebSocket) {
    this.name = name;
    this.#socket = socket;
    socket.on('message', (data) => {
      const [kind, text] = JSON.parse(data.toString());
      if (kind === 'stdout') this.#text += text;
      this.#heard();
    });
    socket.on('close', () => {
      this.closed = true;
      this.#heard();
    });
    socket.on('error', () => {});
  }

  static async open(client: Client, account: string): Promise<Shell> {
    const made = await client.post(`/user/${account}/api/terminals`);
    if (made.status !== 200) throw new Error(`terminal: ${made.status} ${JSON.stringify(made.body)}`);
    const { name } = made.body;
    const url = `${client.url.replace(/^http/, 'ws')}/user/${account}/terminals/websocket/${name}`;
    const socket = new WebSocket(url, { headers: { cookie: client.cookie } });
    const shell = new Shell(name, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    await shell.#ready();
    return shell;
  }

  /** What is typed before the shell has taken the terminal over may be lost. */
  async #ready(): Promise<void> {
    for (let tries = 0; tries < 60; tries++) {
      this.#send(' echo "ready $((40 + 2))"\r');
      if (await this.#until(/ready 42/, 500)) return;
    }
    throw new Error(`the terminal says nothing: ${this.#text}`);
  }

  /** Runs a script in a shell of its own and answers with what it wrote, both streams, without spaces at the ends. */
  async run(script: string, timeoutMilliseconds = 30_000): Promise<string> {
    const mark = randomUUID();
    const [first, rest] = [mark.slice(0, 8), mark.slice(8)];
    // In base64 both ways, so that neither the terminal's echo nor its width changes anything. The mark is not in the echo.
    const encoded = Buffer.from(script).toString('base64');
    const parts = encoded.match(/.{1,800}/g) ?? [''];
    this.#send(' T=""\r');
    for (const part of parts) this.#send(` T="$T"${part}\r`);
    this.#send(
      ` M=${first}; echo "$T" | base64 -d > /tmp/script-$M; sh /tmp/script-$M < /dev/null > /tmp/said-$M 2>&1; echo "<$M${rest}"; head -c 200000 /tmp/said-$M | base64 -w0; echo "$M${rest}>"\r`,
    );
    const whole = new RegExp(`<${mark}([\\sA-Za-z0-9+/=]*?)${mark}>`);
    const found = await this.#until(whole, timeoutMilliseconds);
    if (!found)
      throw new Error(`${this.closed ? 'closed' : 'no answer in time'}: ${script}\n${this.#text.slice(-2000)}`);
    this.#text = '';
    return Buffer.from((found[1] ?? '').replace(/\s/g, ''), 'base64')
      .toString()
      .trim();
  }

  async #until(wanted: RegExp, milliseconds: number): Promise<RegExpExecArray | null> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const found = wanted.exec(this.#text);
      const left = end - performance.now();
      if (found !== null || this.closed || left <= 0) return found;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Types as a person does, waiting for nothing; a carriage return is Enter. */
  type(text: string): void {
    this.#send(text);
  }

  close(): void {
    this.#socket.close();
  }

  #send(text: string): void {
    this.#socket.send(JSON.stringify(['stdin', text]));
  }
}
