/** What of a key event decides: the same fields as KeyboardEvent has. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export const onMac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** The stroke as bindings write it: `Ctrl-Shift-ArrowUp`, `Shift-M`, `?`, `d`. */
export function strokeName(stroke: Stroke): string {
  const letter = /^[a-z]$/i.test(stroke.key);
  const printable = [...stroke.key].length === 1 && !letter;
  const shift = stroke.shiftKey && (!printable || stroke.ctrlKey || stroke.metaKey);
  const key =
    printable && stroke.key === '_' && stroke.shiftKey
      ? '-'
      : letter && stroke.shiftKey
        ? stroke.key.toUpperCase()
        : letter
          ? stroke.key.toLowerCase()
          : stroke.key;
  return [
    stroke.ctrlKey ? 'Ctrl' : '',
    stroke.metaKey ? 'Meta' : '',
    stroke.altKey ? 'Alt' : '',
    shift ? 'Shift' : '',
    key,
  ]
    .filter((part) => part !== '')
    .join('-');
}

/** A binding's `Mod-` as this machine's key. */
export function forMachine(keys: string, mac: boolean): string {
  return keys.replaceAll('Mod-', mac ? 'Meta-' : 'Ctrl-');
}

/** Reads strokes one by one; two in a row within `patienceMs` may make one of the sequences `known`. */
export class StrokeReader<T> {
  readonly #known: ReadonlyMap<string, T>;
  readonly #firsts: ReadonlySet<string>;
  #held: { name: string; at: number } | null = null;

  constructor(known: ReadonlyMap<string, T>) {
    this.#known = known;
    this.#firsts = new Set(
      [...known.keys()].filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0] ?? ''),
    );
  }

  /** What the stroke completes, `waiting` when it may begin a sequence, or null. */
  read(name: string, atMs: number, patienceMs = 1000): T | 'waiting' | null {
    const held = this.#held;
    this.#held = null;
    if (held !== null && atMs - held.at <= patienceMs) {
      const both = this.#known.get(`${held.name} ${name}`);
      if (both !== undefined) return both;
    }
    const alone = this.#known.get(name);
    if (alone !== undefined) return alone;
    if (!this.#firsts.has(name)) return null;
    this.#held = { name, at: atMs };
    return 'waiting';
  }
}

/** As a person reads it on a key cap. */
export function keyCaps(keys: string, mac: boolean): string[] {
  const words: Record<string, string> = {
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
    Meta: '⌘',
    Ctrl: mac ? '⌃' : 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
  };
  return forMachine(keys, mac)
    .split(' ')
    .map((stroke) => {
      const parts = stroke.endsWith('--') ? [...stroke.slice(0, -2).split('-'), '-'] : stroke.split('-');
      return parts.map((part) => words[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(' ');
    });
}
