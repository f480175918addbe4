import WebSocket from 'ws';
import type { Doc } from 'yjs';
import type { CellState, ClientMessage, Problem } from '../../../src/workspace/protocol/document.ts';
import type { Client } from '../../platform/client.ts';

/** What is used here of the page's own session, web/src/notebook/document/notebook-session.ts. */
export interface Tab {
  readonly doc: Doc;
  readonly state: {
    get(): {
      readonly saved: boolean;
      readonly loaded: boolean;
      readonly link: { readonly phase: string };
      readonly problem: Problem | null;
    };
  };
  readonly cells: { get(id: string): CellState | undefined };
  connect(): void;
  retry(): void;
  run(cells: string[]): boolean;
  send(message: ClientMessage): boolean;
  close(): void;
}

type NewTab = new (account: string, path: string, person: { name: string; displayName: string }) => Tab;

const session = new URL('../../../web/src/notebook/document/notebook-session.ts', import.meta.url).href;

/** Gives this process what the page's session needs of a browser, signed in as the client, and answers its class. */
export async function browserOf(client: Client): Promise<NewTab> {
  class SignedIn extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers: { cookie: client.cookie, origin: client.url } });
      // A browser tells a failed connection by `close` alone.
      this.on('error', () => {});
    }
  }
  const nothing = () => {};
  Object.assign(globalThis, {
    WebSocket: SignedIn,
    addEventListener: nothing,
    removeEventListener: nothing,
    location: new URL(client.url),
    document: { addEventListener: nothing, removeEventListener: nothing, visibilityState: 'visible' },
  });
  const { NotebookSession }: { NotebookSession: NewTab } = await import(/* @vite-ignore */ session);
  return NotebookSession;
}
