import type * as Y from 'yjs';

/**
 * Makes the shared text what a field holds, by changing only what differs: what others write beside it stays.
 *
 * @param cursor  where the field's cursor is after the change, in UTF-16 units; what follows it did not change
 */
export function putText(source: Y.Text, text: string, cursor: number): void {
  const before = source.toString();
  const tail = text.slice(cursor);
  const kept = before.endsWith(tail) ? tail.length : 0;
  const most = Math.min(before.length, text.length) - kept;
  let start = 0;
  while (start < most && before[start] === text[start]) start++;
  // Never between the halves of one sign.
  if (start > 0 && (before.codePointAt(start - 1) ?? 0) > 0xffff) start--;
  source.doc?.transact(() => {
    source.delete(start, before.length - kept - start);
    source.insert(start, text.slice(start, text.length - kept));
  });
}
