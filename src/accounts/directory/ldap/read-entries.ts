import type { Entry } from 'ldapts';
import type { DirectoryOptions, Searched } from '../options.ts';
import { wrong } from '../problems.ts';
import type { Person, Team } from '../rules/entries.ts';
import type { Connection } from './connection.ts';

export const changedAttribute = 'modifyTimestamp';

/** Every entry that is searched for, page by page; or those that changed at a time or later. */
export async function* search(
  { client }: Connection,
  { base, filter }: Searched,
  attributes: readonly string[],
  { pageSize, since }: { readonly pageSize: number; readonly since?: string | undefined },
): AsyncGenerator<Entry> {
  const changed = since === undefined ? filter : `(&${filter}(${changedAttribute}>=${since}))`;
  const pages = client.searchPaginated(base, {
    ...{ scope: 'sub', filter: changed, paged: { pageSize } },
    attributes: [...attributes],
  });
  for await (const page of pages) yield* page.searchEntries;
}

export function personAttributes({ attributes }: DirectoryOptions): string[] {
  const { id, name, displayName, uidNumber, gidNumber } = attributes;
  return [id, name, displayName, uidNumber, gidNumber, changedAttribute].filter((one) => one !== '');
}

export function teamAttributes({ attributes }: DirectoryOptions): string[] {
  const { id, groupName, gidNumber, members } = attributes;
  return [id, groupName, gidNumber, changedAttribute, ...members].filter((one) => one !== '');
}

export function asPerson(entry: Entry, { attributes }: DirectoryOptions): Person {
  return {
    ...{ id: idOf(entry, attributes.id), dn: entry.dn },
    name: first(entry, attributes.name) ?? '',
    displayName: oneLine(first(entry, attributes.displayName) ?? ''),
    uid: number(first(entry, attributes.uidNumber)),
    gid: number(first(entry, attributes.gidNumber)),
  };
}

export function asTeam(entry: Entry, { attributes }: DirectoryOptions): Team {
  return {
    ...{ id: idOf(entry, attributes.id), dn: entry.dn },
    name: first(entry, attributes.groupName) ?? '',
    gid: number(first(entry, attributes.gidNumber)),
    members: attributes.members.flatMap((name) => values(entry, name)),
  };
}

/** @throws Problem directory-incomplete, for an entry without an id could never be told from another again */
export function idOf(entry: Entry, attribute: string): string {
  const id = first(entry, attribute);
  if (id === undefined || id === '')
    throw wrong['directory-incomplete'](
      `${entry.dn} has no ${attribute} that "directory.bind-dn" may read. Look at directory.id-attribute.`,
    );
  return id;
}

/**
 * The values of an attribute, whatever the capitals of its name are.
 *
 * @throws Problem directory-incomplete where a server gives a range of them instead of all
 */
function values(entry: Entry, name: string): string[] {
  const wanted = name.toLowerCase();
  for (const [key, found] of Object.entries(entry)) {
    const lower = key.toLowerCase();
    if (lower.startsWith(`${wanted};range=`))
      throw wrong['directory-incomplete'](`${entry.dn} has more values of ${name} than the server gives at once.`);
    if (lower !== wanted) continue;
    const list: readonly (string | Buffer)[] = Array.isArray(found) ? found : [found];
    return list.map((value) => (typeof value === 'string' ? value : value.toString('hex')));
  }
  return [];
}

export function first(entry: Entry, name: string): string | undefined {
  return name === '' ? undefined : values(entry, name)[0];
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** No control characters, nor those that turn the direction of what stands beside them. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
  return clean.trim().slice(0, 100);
}
