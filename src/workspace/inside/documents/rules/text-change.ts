/** One replacement that turns a text into another: from `start`, `removed` UTF-16 units become `inserted`. */
export interface TextChange {
  start: number;
  removed: number;
  inserted: string;
}

/** The smallest single replacement, never cutting a surrogate pair in two. */
export function changeBetween(from: string, to: string): TextChange {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start++;
  if (start > 0 && isHighSurrogate(from, start - 1)) start--;
  let end = 0;
  while (end < most - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  if (end > 0 && isLowSurrogate(from, from.length - end)) end--;
  return { start, removed: from.length - start - end, inserted: to.slice(start, to.length - end) };
}

function isHighSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code < 0xe000;
}

/** Both changes of one text, or null when they touch the same place and differ. */
export function mergeTexts(base: string, mine: string, theirs: string): string | null {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const a = changeBetween(base, mine);
  const b = changeBetween(base, theirs);
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  if (first.start + first.removed >= second.start) return null;
  return (
    base.slice(0, first.start) +
    first.inserted +
    base.slice(first.start + first.removed, second.start) +
    second.inserted +
    base.slice(second.start + second.removed)
  );
}
