import { basicPair } from './basic-pair.ts';
import type { RequestHead } from './request-head.ts';

/**
 * The token that a Mesos client shows: HTTP Basic with the account's name and a token, as Mesos's frameworks authenticate,
 * or Bearer. Whether the name is the token's account is for control to say.
 */
export function mesosCredential({ authorization }: RequestHead): Pick<RequestHead, 'authorization' | 'cookie'> {
  const basic = basicPair(authorization);
  return { authorization: basic ? `Bearer ${basic.secret}` : authorization, cookie: undefined };
}
