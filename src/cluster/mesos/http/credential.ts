/** What a Mesos client shows to prove who it is. */
export interface Shown {
  /** As other operations of the platform take it. */
  readonly authorization: string;
  /** The name that was said with it, which has to be the token's account. */
  readonly name: string | undefined;
}

/** HTTP Basic with the account's name and a token is a token with a name; anything else is taken as it is. */
export function readCredential(authorization: string): Shown {
  const given = /^basic +([\w+/=-]{1,512})$/i.exec(authorization)?.[1];
  if (given === undefined) return { authorization, name: undefined };
  const pair = Buffer.from(given, 'base64').toString();
  const colon = pair.indexOf(':');
  return { authorization: `Bearer ${pair.slice(colon + 1)}`, name: pair.slice(0, Math.max(0, colon)) };
}
