import { refusals } from '../problems.ts';

export interface RequestPath {
  /** Without the query. */
  readonly path: string;
  /** With the query; below `/user/` without any `token` in it, which is for the gateway alone. */
  readonly clean: string;
  /** The value of the first `token` in the query of a path below `/user/`. */
  readonly token: string | undefined;
}

const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;
const forbidden = /[\\#]|%00/;

/** Splits the target of a request; refuses what servers are known to read in more than one way. */
export function readPath(url: string): RequestPath {
  if (url.charCodeAt(0) !== 47) throw refusals['bad-address']('A request names a path that begins with a slash.');
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  if (path.startsWith('//') || forbidden.test(path) || dotSegment.test(path))
    throw refusals['bad-address']('The path holds dot segments, backslashes or empty beginnings.');
  if (at < 0 || !path.startsWith('/user/')) return { path, clean: url, token: undefined };
  const query = url.slice(at + 1);
  if (!/token|%/i.test(query)) return { path, clean: url, token: undefined };
  return { path, ...withoutToken(path, query) };
}

function withoutToken(path: string, query: string): { clean: string; token: string | undefined } {
  let token: string | undefined;
  const rest = query.split('&').filter((pair) => {
    const equals = pair.indexOf('=');
    if (decoded(equals < 0 ? pair : pair.slice(0, equals)) !== 'token') return true;
    token ??= equals < 0 ? '' : decoded(pair.slice(equals + 1));
    return false;
  });
  return { clean: rest.length === 0 ? path : `${path}?${rest.join('&')}`, token: token === '' ? undefined : token };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
