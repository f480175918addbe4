import type { RequestHead } from './request-head.ts';

/**
 * The token that a Mesos client shows: HTTP Basic with the account's name and a token, as Mesos's frameworks authenticate,
 * or Bearer. Whether the name is the token's account is for control to say.
 */
export function mesosCredential({ authorization }: RequestHead): Pick<RequestHead, 'authorization' | 'cookie'> {
  const given = /^basic +([\w+/=-]{1,512})$/i.exec(authorization ?? '')?.[1];
  if (given === undefined) return { authorization, cookie: undefined };
  const pair = Buffer.from(given, 'base64').toString();
  return { authorization: `Bearer ${pair.slice(pair.indexOf(':') + 1)}`, cookie: undefined };
}
