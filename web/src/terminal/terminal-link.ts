import { hasSessionEnded } from '../api/session-ended.ts';

/** open ⇄ lost → … ; lost → signed-out → open, when somebody signs in again; any → ended. `retryAt` in ms since 1970. */
export type LinkState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'open' }
  | { readonly phase: 'lost'; readonly retryAt: number }
  | { readonly phase: 'signed-out' }
  | { readonly phase: 'ended' };

interface LinkParts {
  readonly account: string;
  readonly name: string;
  readonly onText: (text: string) => void;
  /** The server sends all it remembers after this: what is shown must go first. */
  readonly onFresh: () => void;
  readonly onState: (state: LinkState) => void;
  readonly size: () => { readonly rows: number; readonly columns: number };
}

/** The websocket of one terminal, in terminado's messages; it comes back by itself until the shell ends. */
export class TerminalLink {
  readonly #parts: LinkParts;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #over = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    // Also when this page's person has signed in again.
    addEventListener('online', this.#tryNow);
    this.connect();
  }

  readonly #tryNow = () => {
    this.#attempt = 0;
    this.connect();
  };

  connect(): void {
    if (this.#over || this.#socket !== null) return;
    clearTimeout(this.#timer);
    const { account, name, onState } = this.#parts;
    if (hasSessionEnded()) {
      onState({ phase: 'signed-out' });
      return;
    }
    const url = new URL(
      `/user/${encodeURIComponent(account)}/terminals/websocket/${encodeURIComponent(name)}`,
      location.href,
    );
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string>) => this.#onMessage(JSON.parse(data));
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (this.#over) return;
      const wait = Math.min(15_000, 500 * 2 ** this.#attempt++);
      onState({ phase: 'lost', retryAt: Date.now() + wait });
      this.#timer = setTimeout(() => this.connect(), wait);
    };
  }

  #onMessage(message: unknown): void {
    if (!Array.isArray(message)) return;
    const [kind, text] = message as unknown[];
    if (kind === 'setup') {
      this.#attempt = 0;
      this.#parts.onFresh();
      this.#parts.onState({ phase: 'open' });
      this.resize();
    } else if (kind === 'stdout' && typeof text === 'string') this.#parts.onText(text);
    else if (kind === 'disconnect') {
      this.#over = true;
      this.#parts.onState({ phase: 'ended' });
    }
  }

  type(text: string): void {
    this.#send(['stdin', text]);
  }

  resize(): void {
    const { rows, columns } = this.#parts.size();
    this.#send(['set_size', rows, columns, 0, 0]);
  }

  #send(message: readonly unknown[]): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#over = true;
    removeEventListener('online', this.#tryNow);
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }
}
