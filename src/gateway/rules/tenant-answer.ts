export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Shown {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: string[];
}

const utf8 = '; charset=utf-8';

/** What may be shown or read on the platform's origin; everything else becomes a download. */
const types: ReadonlyMap<string, string> = new Map(
  [
    ...['text/plain', 'text/csv', 'text/tab-separated-values', 'text/markdown'].map((type) => [type, type + utf8]),
    ...[
      'application/json',
      'application/problem+json',
      'application/x-ndjson',
      'application/x-ipynb+json',
      'application/octet-stream',
      'application/offset+octet-stream',
      'application/zip',
      'application/vnd.apache.parquet',
      'application/vnd.apache.arrow.stream',
      'application/vnd.apache.arrow.file',
      'application/vnd.stoa.result+json',
      'text/event-stream',
      'image/png',
      'image/jpeg',
      'image/gif',
      'image/webp',
      'image/avif',
      'image/bmp',
      'image/x-icon',
      'image/svg+xml',
      'audio/mpeg',
      'audio/ogg',
      'audio/wav',
      'video/mp4',
      'video/webm',
    ].map((type) => [type, type]),
  ].map(([type = '', shown = '']) => [type, shown]),
);

const passing = new Set([
  'content-length',
  'content-range',
  'accept-ranges',
  'etag',
  'last-modified',
  'retry-after',
  'upload-offset',
  'upload-length',
  'upload-defer-length',
  'upload-metadata',
  'upload-expires',
  'tus-resumable',
  'tus-version',
  'tus-extension',
  'tus-max-size',
  'tus-checksum-algorithm',
]);

const encodings = new Set(['gzip', 'br', 'deflate', 'zstd']);

/** On every answer that a tenant's server gave: it is data, nothing in it may run, and no other site may embed it. */
const confined = [
  'x-content-type-options',
  'nosniff',
  'content-security-policy',
  "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cross-origin-resource-policy',
  'same-origin',
  'referrer-policy',
  'no-referrer',
];

/**
 * What of a tenant's answer is let through on the platform's origin. The tenant may have replaced its server: cookies,
 * service workers, HTML and redirects elsewhere end here.
 *
 * @param base  `/user/<account>/`
 * @param asked  the platform's address with the path that was asked for, against which a Location is read
 * @returns undefined for an answer that cannot be let through at all
 */
export function showTenantAnswer({ status, headers }: Answered, base: string, asked: string): Shown | undefined {
  if (status < 200 || status > 599) return undefined;
  const shown: string[] = [];
  let isPlain = true;
  let typed = false;
  let disposition: string | undefined;
  let moved = false;
  let fresh = false;
  for (const name in headers) {
    const value = first(headers[name]);
    if (value === undefined) continue;
    if (passing.has(name)) {
      if (name === 'etag' || name === 'last-modified') fresh = true;
      if (name !== 'content-length' || (status !== 204 && status !== 304)) shown.push(name, latin1(value));
    } else if (name === 'content-type') {
      const type = types.get(mediaType(value));
      isPlain = type !== undefined;
      typed = true;
      shown.push('content-type', type ?? 'application/octet-stream');
    } else if (name === 'content-disposition') disposition = value.replace(/[^ -~]/g, '_');
    else if (name === 'content-encoding') {
      if (!encodings.has(value)) return undefined;
      shown.push(name, value);
    } else if (name === 'location') {
      const location = ownLocation(value, base, asked);
      if (location === undefined) continue;
      moved = true;
      shown.push(name, location);
    }
  }
  if (status >= 300 && status < 400 && status !== 304 && !moved) return undefined;
  // Without a type a browser would guess one.
  if (!typed && status !== 204 && status !== 304) shown.push('content-type', 'application/octet-stream');
  if (!isPlain && !disposition?.startsWith('attachment')) disposition = 'attachment';
  if (disposition !== undefined) shown.push('content-disposition', disposition);
  shown.push('cache-control', fresh ? 'private, no-cache' : 'no-store');
  for (const part of confined) shown.push(part);
  return { status, headers: shown };
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function mediaType(value: string): string {
  const semicolon = value.indexOf(';');
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
}

/** Header bytes above ASCII arrive decoded as UTF-8 and leave as the same bytes; control characters leave not at all. */
function latin1(value: string): string {
  if (/^[ -~]*$/.test(value)) return value;
  return Buffer.from(value.replace(/[^ -~\u00a0-\uffff]/g, ''), 'utf8').toString('latin1');
}

function ownLocation(value: string, base: string, asked: string): string | undefined {
  const from = URL.parse(asked);
  const url = URL.parse(value, asked);
  if (url === null || url.origin !== from?.origin || !url.pathname.startsWith(base)) return undefined;
  return url.pathname + url.search;
}
