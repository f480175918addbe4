const plain = /^[^=,;+\\]+=[^=,;+\\]*(?:,[^=,;+\\]+=[^=,;+\\]*)*$/;
const around = /\s*([,=])\s*/g;

/**
 * One spelling for DNs that name the same entry: capitals and spaces around `,` and `=` mean nothing, and a character
 * may be escaped in three ways (RFC 4514, 2.4). Parts of a name that has several are put in order.
 */
export function normalDn(dn: string): string {
  // Nearly all DNs are as plain as this, and a large directory has 100,000 of them to compare.
  if (plain.test(dn)) return dn.toLowerCase().replace(around, '$1').replace(/ {2,}/g, ' ').trim();
  return splitAt(dn, /[,;]/)
    .map((rdn) => splitAt(rdn, /\+/).map(normalPart).sort().join('+'))
    .join(',');
}

function normalPart(part: string): string {
  const at = part.indexOf('=');
  if (at < 0) return part.trim().toLowerCase();
  const value = trimmed(part.slice(at + 1));
  return `${part.slice(0, at).trim().toLowerCase()}=${escaped(unescaped(value).toLowerCase().replace(/ +/g, ' '))}`;
}

/** Spaces around a value mean nothing, but for one that is escaped. */
function trimmed(value: string): string {
  const short = value.trim();
  return /(^|[^\\])(\\\\)*\\$/.test(short) ? `${short} ` : short;
}

function splitAt(text: string, separator: RegExp): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '\\') parts.push(`${parts.pop()}${letter}${text.charAt(++at)}`);
    else if (separator.test(letter)) parts.push('');
    else parts.push(`${parts.pop()}${letter}`);
  }
  return parts;
}

function unescaped(value: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < value.length; at++) {
    const hex = /^\\([0-9a-fA-F]{2})/.exec(value.slice(at, at + 3))?.[1];
    if (hex !== undefined) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
      continue;
    }
    if (value.charAt(at) === '\\') at++;
    const point = value.codePointAt(at);
    if (point === undefined) break;
    if (point > 0xffff) at++;
    bytes.push(...Buffer.from(String.fromCodePoint(point)));
  }
  return Buffer.from(bytes).toString();
}

const escaped = (value: string): string => value.replace(/[\\,;+=]/g, (letter) => `\\${letter}`);

/** The same, most often at a glance. */
export function isSameDn(one: string, other: string): boolean {
  return one === other || normalDn(one) === normalDn(other);
}
