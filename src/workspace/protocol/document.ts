/**
 * What a notebook page and the workspace server say to each other, over one websocket for each open notebook:
 * `/user/<name>/stoa/document?path=<path in the home>&history=<history id held, or empty>`.
 *
 * Binary frames carry the shared document, a `YNotebook` of @jupyter/ydoc, in the framing of y-protocols:
 * a varuint kind (`frameKind`), then the message of y-protocols/sync or /awareness. Text frames are JSON, the types here.
 *
 * In order:
 * 1. The server sends `hello`. Only then the page sends its first binary frame (sync step 1).
 * 2. `hello.rejoin` is true when the page's document has another history: the page must not sync the old document.
 *    It makes a new one, syncs that, and if it held edits not yet saved, sends `rejoin` with what it last knew as saved
 *    and what it has now; the server merges the difference cell by cell and answers `merged` when it is durable.
 *    Until then the page keeps the difference, and sends it again on its next connection.
 * 3. Each sync update of the page is counted from 1 on this connection. `saved.received` says how many of them are
 *    durable; a page shows "saved" when that equals the number it sent.
 * 4. Outputs, execution counts and times of cells are written by the server into the document. The page never writes
 *    them, except that it may delete outputs.
 *
 * The page's edits travel in the same websocket as `run`, so what runs is what was typed before.
 * Closing codes of the websocket: `closeCode`.
 */

export * from './document/cell-metadata.ts';
export * from './document/cell-state.ts';
export * from './document/from-page.ts';
export * from './document/from-server.ts';
export * from './document/kernel-state.ts';
export * from './document/names.ts';
export * from './document/output-types.ts';
export * from './document/problem.ts';

/** First varuint of a binary frame. */
export const frameKind = { sync: 0, awareness: 1 } as const;

/** Why the server closed the websocket; with any other code the page connects again by itself. */
export const closeCode = {
  /** The reason is an error that connecting again does not mend; an `error` message came before. */
  refused: 4400,
  /** The notebook was deleted or moved; `moved` came before when it is known where to. */
  gone: 4410,
} as const;
