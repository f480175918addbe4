import type { Entry } from 'ldapts';
import type { DirectoryOptions, Searched } from '../options.ts';
import type { Entries, Person, Team } from '../rules/entries.ts';
import type { Connection } from './connection.ts';
import {
  asPerson,
  asTeam,
  changedAttribute,
  first,
  idOf,
  personAttributes,
  search,
  teamAttributes,
} from './read-entries.ts';

/**
 * What the directory said last. Who is there is read each time, by id alone; the rest only of entries that changed since
 * the newest change that was seen. Everything is read anew when that does not add up.
 */
export class Mirror {
  readonly #options: DirectoryOptions;
  readonly #people: Part<Person>;
  readonly #teams: Part<Team>;

  constructor(options: DirectoryOptions) {
    this.#options = options;
    this.#people = new Part(options, options.people, personAttributes(options), (entry) => asPerson(entry, options));
    this.#teams = new Part(options, options.groups, teamAttributes(options), (entry) => asTeam(entry, options));
  }

  /** @returns whether anything can have changed since the last time */
  async read(connection: Connection, whole: boolean): Promise<boolean> {
    const people = await this.#people.read(connection, whole);
    const teams = this.#options.groups.base === '' ? false : await this.#teams.read(connection, whole);
    return people || teams;
  }

  entries(): Entries {
    return { people: this.#people.all(), teams: this.#teams.all() };
  }
}

class Part<T extends { readonly id: string }> {
  readonly #options: DirectoryOptions;
  readonly #searched: Searched;
  readonly #attributes: readonly string[];
  readonly #parse: (entry: Entry) => T;
  #byId = new Map<string, T>();
  /** The newest change that was seen, as the server writes it; undefined: it does not tell. */
  #newest: string | undefined;

  constructor(
    options: DirectoryOptions,
    searched: Searched,
    attributes: readonly string[],
    parse: (entry: Entry) => T,
  ) {
    this.#options = options;
    this.#searched = searched;
    this.#attributes = attributes;
    this.#parse = parse;
  }

  all(): T[] {
    return [...this.#byId.values()];
  }

  async read(connection: Connection, whole: boolean): Promise<boolean> {
    if (whole || this.#newest === undefined) return await this.#readWhole(connection);
    const { pageSize, attributes } = this.#options;
    const before = this.#newest;
    let newest: string | undefined = before;
    const byId = new Map(this.#byId);
    let changed = false;
    for await (const entry of search(connection, this.#searched, this.#attributes, { pageSize, since: before })) {
      const one = this.#parse(entry);
      // Changes within the second of the newest one are told again each time.
      changed ||= JSON.stringify(byId.get(one.id)) !== JSON.stringify(one);
      byId.set(one.id, one);
      newest = later(newest, first(entry, changedAttribute));
    }
    const there = new Set<string>();
    for await (const entry of search(connection, this.#searched, [attributes.id], { pageSize }))
      there.add(idOf(entry, attributes.id));
    for (const id of byId.keys()) if (!there.has(id)) changed = byId.delete(id) || changed;
    // An entry that came into view without a change of its own: moved, or let be seen.
    if (byId.size !== there.size) return await this.#readWhole(connection);
    this.#byId = byId;
    this.#newest = newest;
    return changed;
  }

  async #readWhole(connection: Connection): Promise<boolean> {
    const byId = new Map<string, T>();
    let newest: string | undefined;
    for await (const entry of search(connection, this.#searched, this.#attributes, this.#options)) {
      const one = this.#parse(entry);
      byId.set(one.id, one);
      newest = later(newest, first(entry, changedAttribute));
    }
    this.#byId = byId;
    this.#newest = newest;
    return true;
  }
}

/** Both as generalized times in UTC; another form is not compared, so everything is read each time. */
function later(one: string | undefined, other: string | undefined): string | undefined {
  if (other === undefined || !/^\d{14}(\.\d+)?Z$/.test(other)) return one;
  return one === undefined || other > one ? other : one;
}
