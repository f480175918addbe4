const dayMilliseconds = 86_400_000;

/**
 * A token of the platform in the form in which Hadoop's clients keep one (Token and AbstractDelegationTokenIdentifier of
 * hadoop-common): an identifier that says whose it is, the secret as its password, its kind, and no service.
 *
 * @param expiresAt milliseconds since 1970
 */
export function writeDelegationToken(
  { account, secret, isSecure }: { account: string; secret: string; isSecure: boolean },
  now: number,
  expiresAt: number,
): string {
  const kind = isSecure ? 'SWEBHDFS delegation' : 'WEBHDFS delegation';
  const owner = text(account);
  const nobody = text('');
  const until = Math.min(expiresAt, now + 365 * dayMilliseconds);
  const identifier = Buffer.concat([byte(0), owner, nobody, nobody, long(now), long(until), long(1), long(1)]);
  const password = Buffer.from(secret);
  return Buffer.concat([
    long(identifier.length),
    identifier,
    long(password.length),
    password,
    text(kind),
    text(''),
  ]).toString('base64url');
}

/** The secret in what a client shows as `delegation`: a token of the platform as it is, or in Hadoop's form. */
export function delegatedSecret(shown: string): string | undefined {
  if (shown.startsWith('stoa_')) return shown;
  if (shown.length > 4096 || !/^[\w+/=-]+$/.test(shown)) return undefined;
  const bytes = Buffer.from(shown, 'base64url');
  const identifier = readLong(bytes, 0);
  const password = identifier && readLong(bytes, identifier.at + identifier.value);
  if (!password || password.at + password.value > bytes.length) return undefined;
  const secret = bytes.toString('utf8', password.at, password.at + password.value);
  return /^[\x21-\x7e]{1,512}$/.test(secret) ? secret : undefined;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([long(bytes.length), bytes]);
}

function byte(value: number): Buffer {
  return Buffer.of(value);
}

/** WritableUtils.writeVLong, for values that are not negative. */
function long(value: number): Buffer {
  if (value <= 127) return Buffer.of(value);
  const bytes: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Buffer.of(256 - 112 - bytes.length, ...bytes);
}

function readLong(bytes: Buffer, at: number): { value: number; at: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const signed = first > 127 ? first - 256 : first;
  if (signed >= 0) return { value: signed, at: at + 1 };
  const length = -112 - signed;
  if (length < 1 || length > 4 || at + 1 + length > bytes.length) return undefined;
  return { value: bytes.readUIntBE(at + 1, length), at: at + 1 + length };
}
