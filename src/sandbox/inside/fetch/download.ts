import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { FetchFailed } from './fetch-failed.ts';

const mostRedirects = 10;
const idleMilliseconds = 60_000;

/** The body of what is found at the address, after redirects. */
export async function download(uri: string): Promise<IncomingMessage> {
  let at = new URL(uri);
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    if (at.protocol !== 'http:' && at.protocol !== 'https:')
      throw new FetchFailed(uri, `it leads to an address of the kind ${at.protocol}`);
    const response = await ask(at);
    const status = response.statusCode ?? 0;
    if (status === 200) return response;
    response.destroy();
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined)
      throw new FetchFailed(uri, `the server answered ${status}.`);
    at = new URL(location, at);
  }
  throw new FetchFailed(uri, 'it leads from one address to another without end.');
}

function ask(at: URL): Promise<IncomingMessage> {
  const get = at.protocol === 'https:' ? getSecure : getPlain;
  return new Promise((resolve, reject) => {
    const request = get(at, { headers: { 'user-agent': 'stoa', accept: '*/*' } }, resolve);
    request.setTimeout(idleMilliseconds, () => request.destroy(new Error('the server said nothing for a minute.')));
    request.once('error', reject);
  });
}
