/** What the beginning of a file decodes to, or nothing when it is not text. */
export interface DecodedText {
  text: string;
  /** As TextDecoder names it. */
  encoding: string;
}

/**
 * Guesses the encoding: a byte order mark; UTF-16 by its zero bytes; UTF-8 when it is valid; GB18030 when that is
 * valid and gives Chinese; else Windows-1252, in which every byte is something.
 *
 * @param complete whether `bytes` is all of the file; otherwise its last character may be cut
 */
export function decodeText(bytes: Uint8Array, complete: boolean): DecodedText | undefined {
  const marked = byMark(bytes);
  if (marked !== undefined) return { text: new TextDecoder(marked).decode(bytes), encoding: marked };
  const wide = looksLikeUtf16(bytes);
  if (wide !== undefined) return { text: new TextDecoder(wide).decode(bytes), encoding: wide };
  if (hasBinary(bytes)) return undefined;
  const utf8 = strictly('utf-8', bytes, complete);
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' };
  const chinese = strictly('gb18030', bytes, complete);
  if (chinese !== undefined && mostlyHan(chinese)) return { text: chinese, encoding: 'gb18030' };
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Western text in UTF-16 has a zero in nearly every second byte, and none in the others. */
function looksLikeUtf16(bytes: Uint8Array): string | undefined {
  const pairs = Math.min(bytes.length, 4096) >> 1;
  if (pairs < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  if (even === 0 && odd > pairs * 0.6) return 'utf-16le';
  if (odd === 0 && even > pairs * 0.6) return 'utf-16be';
  return undefined;
}

/** Bytes that text in no one-byte encoding has. Escape is one that terminals' logs have. */
function hasBinary(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 7 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32));
}

function strictly(encoding: string, bytes: Uint8Array, complete: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !complete });
  } catch {
    return undefined;
  }
}

function mostlyHan(text: string): boolean {
  const beyond = text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  const han = text.match(/[\p{Script=Han}　-〿＀-￯]/gu)?.length ?? 0;
  return beyond > 0 && han / beyond > 0.8;
}
