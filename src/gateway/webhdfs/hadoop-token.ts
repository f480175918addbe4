import { addAbortSignal } from 'node:stream';
import { common } from '../../platform/index.ts';
import type { Credential } from '../replica/entries.ts';
import { ownOrigin, requireAccount } from '../require.ts';
import { writeDelegationToken } from '../rules/delegation-token.ts';
import type { Visit } from '../visit.ts';

/** What Hadoop calls the refresh URL. */
export const hadoopTokenPath = '/webhdfs/token';

const longestForm = 8_192;
const longestMs = 10_000;
/** After so long Hadoop's client asks again. */
const goodForSeconds = 3_600;
const plain = ['content-type', 'application/json', 'cache-control', 'no-store'];

/**
 * Hadoop's Java client sends no header of its own choosing but this: with OAuth 2 switched on it asks here, with the
 * token as its client secret or its refresh token (RFC 6749), for what it shows as Bearer, and so in no address. It gets
 * the same token back: nothing new is made, and its end is the token's.
 */
export function hadoopToken(visit: Visit): void {
  visit.served = 'control';
  visit.count('control', visit.remote, visit.edge.limits.controlRequestsPerAccount);
  if (visit.req.method !== 'POST') throw common['method-not-allowed']();
  readForm(visit).then(
    (form) => answer(visit, form.get('client_secret') ?? form.get('refresh_token') ?? ''),
    (error: unknown) => visit.refuse(error),
  );
}

function answer(visit: Visit, secret: string): void {
  try {
    requireAccount(visit, { authorization: `Bearer ${secret}`, cookie: undefined });
  } catch (error) {
    visit.refuse(error);
    return;
  }
  const given = { access_token: secret, token_type: 'bearer', expires_in: goodForSeconds };
  visit.send(200, plain, JSON.stringify(given));
}

/** Whoever sends it slowly is cut off: nothing is known of them yet. */
async function readForm({ req }: Visit): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(AbortSignal.timeout(longestMs), req) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > longestForm) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw common['bad-request']({ detail: 'The body broke off.', cause });
  }
  if (bytes > longestForm) throw common['too-large']();
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** `GETDELEGATIONTOKEN`: the token that was shown, in the form in which Hadoop's tools keep one in a file. */
export function delegationToken(visit: Visit, { account, expiresAt }: Credential, secret: string | undefined): void {
  if (secret === undefined)
    throw common.forbidden('A delegation token is made of a token, not of a browser’s session.');
  const isSecure = ownOrigin(visit).startsWith('https:');
  const urlString = writeDelegationToken(
    { account, secret, isSecure },
    Date.now(),
    expiresAt ?? Number.POSITIVE_INFINITY,
  );
  visit.send(200, plain, JSON.stringify({ Token: { urlString } }));
}
