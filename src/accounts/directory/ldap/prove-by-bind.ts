import { type Client, InvalidCredentialsError, NoSuchObjectError, ResultCodeError } from 'ldapts';
import type { DirectoryOptions } from '../options.ts';
import { first } from './read-entries.ts';
import type { Servers } from './servers.ts';

/** Whom the directory is asked about. */
export interface Asked {
  readonly dn: string;
  readonly id: string;
}

/**
 * Whether the password opens the entry: it is still the same entry and still one of the people, and a bind with the
 * password succeeds. An empty password never does: to a server that is an anonymous bind, which everybody may.
 *
 * @throws Problem directory-away, directory-refuses
 */
export async function proveByBind(
  servers: Servers,
  options: DirectoryOptions,
  { dn, id }: Asked,
  password: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (password === '' || password.includes('\0')) return false;
  return await servers.ask(signal, async ({ client }) => {
    const there = await isThere(client, options, { dn, id });
    // Bound either way, so that an answer takes as long for an entry that is not there.
    const bound = await client.bind(dn, password).then(() => true, refused);
    return there && bound;
  });
}

/** Whether the DN still names this entry, and it is one of the people. */
export async function isThere(client: Client, { people, attributes }: DirectoryOptions, { dn, id }: Asked) {
  try {
    const found = await client.search(dn, { scope: 'base', filter: people.filter, attributes: [attributes.id] });
    return found.searchEntries.some((entry) => first(entry, attributes.id) === id);
  } catch (error) {
    if (error instanceof NoSuchObjectError) return false;
    throw error;
  }
}

/** The person is refused: a wrong password, a locked or ended account, a password that has to be changed first. */
function refused(error: unknown): false {
  const temporary = ['BusyError', 'UnavailableError', 'TimeLimitExceededError'];
  if (error instanceof InvalidCredentialsError) return false;
  if (error instanceof ResultCodeError && !temporary.includes(error.constructor.name)) return false;
  throw error;
}
