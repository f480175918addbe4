import { common } from '../../platform/index.ts';
import { refusals } from '../problems.ts';

/** What the gateway needs to know of a request's headers, and those that may go further. */
export interface RequestHead {
  host: string;
  cookie: string | undefined;
  authorization: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
  forwardedFor: string | undefined;
  accept: string | undefined;
  hasBody: boolean;
  /** Length of the body, where it was said. */
  bodyBytes: number | undefined;
  /** Name, value, name, value: without credentials, hop-by-hop headers and whatever only the gateway may say. */
  readonly forward: string[];
}

type Fate =
  | 'forward'
  | 'drop'
  | 'host'
  | 'cookie'
  | 'authorization'
  | 'origin'
  | 'fetch-site'
  | 'forwarded-for'
  | 'accept'
  | 'connection'
  | 'length'
  | 'encoding';

const fates = new Map<string, Fate>([
  ['host', 'host'],
  ['cookie', 'cookie'],
  ['authorization', 'authorization'],
  ['origin', 'origin'],
  ['sec-fetch-site', 'fetch-site'],
  ['x-forwarded-for', 'forwarded-for'],
  ['accept', 'accept'],
  ['connection', 'connection'],
  ['content-length', 'length'],
  ['transfer-encoding', 'encoding'],
]);

/** `x-stoa-…` is only the gateway's to say; a referrer may carry a token; the rest belongs to one hop. */
const dropped =
  /^(?:keep-alive|proxy[-_].*|te|trailer|upgrade|expect|http2-settings|referer|forwarded|x-real-ip|x-request-id|x[-_]forwarded[-_].*|x[-_]stoa[-_].*)$/;

const known = new Map<string, Fate>();
const knownLimit = 2_000;
/** Names that anybody may send are remembered for ever: none that is long. */
const longestKnown = 64;

/**
 * @param raw    name, value, name, value, as received
 * @param limit  how many headers there may be
 */
export function readHead(raw: readonly string[], limit: number): RequestHead {
  if (raw.length > limit * 2) throw refusals['headers-too-large'](`At most ${limit} headers are taken.`);
  const head: RequestHead = {
    host: '',
    cookie: undefined,
    authorization: undefined,
    origin: undefined,
    fetchSite: undefined,
    forwardedFor: undefined,
    accept: undefined,
    hasBody: false,
    bodyBytes: undefined,
    forward: [],
  };
  let hosts = 0;
  let named: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const fate = known.get(name) ?? decide(name);
    switch (fate) {
      case 'forward':
        head.forward.push(name, value);
        break;
      case 'accept':
        head.accept = value;
        head.forward.push(name, value);
        break;
      case 'host':
        hosts++;
        head.host = value;
        break;
      case 'cookie':
        head.cookie = head.cookie === undefined ? value : `${head.cookie}; ${value}`;
        break;
      case 'authorization':
        head.authorization = once(head.authorization, name, value);
        break;
      case 'origin':
        head.origin = once(head.origin, name, value);
        break;
      case 'fetch-site':
        head.fetchSite = value;
        head.forward.push(name, value);
        break;
      case 'forwarded-for':
        head.forwardedFor = head.forwardedFor === undefined ? value : `${head.forwardedFor}, ${value}`;
        break;
      case 'connection':
        if (!isUsualConnection(value)) named = value;
        break;
      case 'length':
        head.bodyBytes = Number(value);
        head.hasBody = head.bodyBytes > 0;
        head.forward.push(name, value);
        break;
      case 'encoding':
        if (value.toLowerCase() !== 'chunked')
          throw refusals['malformed-request']('Transfer-Encoding must be chunked.');
        head.hasBody = true;
        break;
      case 'drop':
        break;
      default:
        fate satisfies never;
    }
  }
  if (hosts !== 1) throw refusals['malformed-request']('There must be exactly one Host header.');
  if (named !== undefined) dropNamed(head.forward, named);
  return head;
}

function decide(name: string): Fate {
  const lower = name.toLowerCase();
  const fate = fates.get(lower) ?? (dropped.test(lower) ? 'drop' : 'forward');
  if (known.size < knownLimit && name.length <= longestKnown) known.set(name, fate);
  return fate;
}

function once(before: string | undefined, name: string, value: string): string {
  if (before !== undefined) throw common['bad-request'](`The header ${name} is there twice.`);
  return value;
}

function isUsualConnection(value: string): boolean {
  return value === 'keep-alive' || value === 'Keep-Alive' || value === 'close' || value === 'Upgrade';
}

/** A sender may name more headers that belong to this hop alone. */
function dropNamed(forward: string[], connection: string): void {
  const names = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
  names.delete('content-length');
  for (let i = forward.length - 2; i >= 0; i -= 2)
    if (names.has((forward[i] ?? '').toLowerCase())) forward.splice(i, 2);
}
