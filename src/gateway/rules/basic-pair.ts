/** Name and secret of `Authorization: Basic …` (RFC 7617). */
export function basicPair(authorization: string | undefined): { name: string; secret: string } | undefined {
  const given = /^basic +([\w+/=-]{1,1024})$/i.exec(authorization ?? '')?.[1];
  if (given === undefined) return undefined;
  const pair = Buffer.from(given, 'base64').toString();
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : { name: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}
