/** Name, value, name, value. */
export type HeaderList = readonly string[];

export interface PageRules {
  /** Sources that framed notebook output may come from. */
  readonly frames: string;
  /** Whether browsers must keep to https from now on. */
  readonly secure: boolean;
}

/** The headers of the platform's own pages; `nonce` lets their style elements in. */
export function pageHeaders(nonce: string, { frames, secure }: PageRules): HeaderList {
  return [
    'content-type',
    'text/html; charset=utf-8',
    'cache-control',
    'no-store',
    'content-security-policy',
    [
      "default-src 'self'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "style-src-attr 'none'",
      "img-src 'self' data: blob:",
      "worker-src 'self' blob:",
      `frame-src ${frames}`,
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-frame-options',
    'DENY',
    'cross-origin-opener-policy',
    'same-origin',
    'permissions-policy',
    'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    ...(secure ? ['strict-transport-security', 'max-age=31536000'] : []),
    ...plainHeaders,
  ];
}

/** On everything that the gateway itself serves on the platform's origin. */
export const plainHeaders: HeaderList = [
  'x-content-type-options',
  'nosniff',
  'cross-origin-resource-policy',
  'same-origin',
  'referrer-policy',
  'no-referrer',
];

/**
 * The headers of the page that shows a notebook's HTML. Whatever runs in it runs without an origin of its own, cannot
 * reach the platform with anybody's cookies, and can be framed by the platform alone.
 */
export function frameHeaders(platformOrigins: string): HeaderList {
  return [
    'cache-control',
    'no-cache',
    'content-security-policy',
    [
      'sandbox allow-scripts allow-popups allow-forms allow-downloads',
      "default-src 'self' https: data: blob: 'unsafe-inline' 'unsafe-eval'",
      "object-src 'none'",
      // A policy cannot name an IPv6 address.
      `frame-ancestors ${platformOrigins.replace(/ ?\S+\[\S+/g, '')}`,
    ].join('; '),
    'x-content-type-options',
    'nosniff',
    'cross-origin-resource-policy',
    'cross-origin',
    'access-control-allow-origin',
    '*',
    'referrer-policy',
    'no-referrer',
  ];
}
