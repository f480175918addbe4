import type { HashCost } from '../options.ts';

/** A stored password hash, in the text form that argon2's own tools write: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export interface HashText extends HashCost {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

export function formatHash({ memoryKiB, passes, parallelism, salt, tag }: HashText): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${text(salt)}$${text(tag)}`;
}

/** @throws Error when the text is no such hash: the database holds something else than what was written */
export function parseHash(stored: string): HashText {
  const [, memory, passes, parallelism, salt = '', tag = ''] = form.exec(stored) ?? [];
  if (memory === undefined) throw new Error('a stored password hash is not of the expected form');
  return {
    memoryKiB: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

/** True when the hash was made at another cost than today's. */
export function isOutdated(stored: HashCost, today: HashCost): boolean {
  return (
    stored.memoryKiB !== today.memoryKiB || stored.passes !== today.passes || stored.parallelism !== today.parallelism
  );
}
