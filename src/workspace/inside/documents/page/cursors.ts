import { Awareness, applyAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import type { Document } from '../document/document.ts';

/** How cursors and names of the pages of one document reach each other; the server only passes them on. */
const awarenesses = new WeakMap<Document, Awareness>();

function awarenessOf(document: Document): Awareness {
  let awareness = awarenesses.get(document);
  if (awareness === undefined) {
    awareness = new Awareness(document.doc);
    awareness.setLocalState(null);
    awarenesses.set(document, awareness);
  }
  return awareness;
}

/** The cursors of one page: they go when it goes. */
export class Cursors {
  readonly awareness: Awareness;
  readonly #origin: object;
  readonly #mine = new Set<number>();

  /** @param origin  whom changes come from, so that a page is not told of its own */
  constructor(document: Document, origin: object) {
    this.awareness = awarenessOf(document);
    this.#origin = origin;
  }

  get all(): number[] {
    return [...this.awareness.getStates().keys()];
  }

  moved(update: Uint8Array): void {
    const before = new Set(this.awareness.getStates().keys());
    applyAwarenessUpdate(this.awareness, update, this.#origin);
    for (const client of this.awareness.getStates().keys()) if (!before.has(client)) this.#mine.add(client);
  }

  gone(): void {
    removeAwarenessStates(this.awareness, [...this.#mine], this.#origin);
  }
}
