export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body, exactly. */
  readonly length: number;
  /** Where in the given bytes the body begins. */
  readonly bodyAt: number;
}

const longestHead = 16_384;
const statusLine = /^HTTP\/1\.1 ([2-5]\d\d)(?: [ -~]*)?$/;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const forbidden = /[^\t -~\u0080-\uffff]/;

/**
 * Reads the head of a plain answer of known length (RFC 9112, its strictest form). Whatever is unusual, from a second
 * length to a folded line, is `other`: the full parser has to look at that.
 */
export function readAnswerHead(bytes: Buffer): AnswerHead | 'more' | 'other' {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return bytes.length >= longestHead ? 'other' : 'more';
  const [first = '', ...lines] = bytes.toString('utf8', 0, end).split('\r\n');
  const status = Number(statusLine.exec(first)?.[1]);
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!headerName.test(name) || forbidden.test(line) || name in headers) return 'other';
    headers[name] = line.slice(colon + 1).trim();
  }
  const length = headers['content-length'];
  if (Number.isNaN(status) || status === 204 || status === 304 || 'transfer-encoding' in headers) return 'other';
  if (length === undefined || !/^\d{1,15}$/.test(length)) return 'other';
  return { status, headers, length: Number(length), bodyAt: end + 4 };
}
