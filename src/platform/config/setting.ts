import { isIPv4 } from 'node:net';

/** One thing that an operator can set: its key in the TOML file, its kind, its default and what it is for. */
export interface Setting<T> {
  readonly key: string;
  readonly fallback: T;
  readonly about: string;
  /** Turns text or a TOML value into the typed value; throws an Error that says what was expected. */
  parse(found: unknown): T;
  show(value: T): string;
}

const sizes = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 };

export function text(key: string, fallback: string, about: string): Setting<string> {
  return { key, fallback, about, parse: asText, show: (value) => value };
}

/** IPv4 networks, written with commas between them or as a list: 10.0.0.0/8, 192.168.1.7/32. */
export function networks(key: string, about: string): Setting<readonly string[]> {
  const parse = (found: unknown): readonly string[] => {
    const given = listed(found, ',');
    if (!given.every(isNetwork)) throw new Error('networks such as 10.0.0.0/8, 192.168.0.0/16');
    return given;
  };
  return { key, fallback: [], about, parse, show: (value) => value.join(', ') };
}

/** Each as host:port, with commas between them. */
export function addresses(key: string, about: string): Setting<readonly string[]> {
  const parse = (found: unknown): readonly string[] => {
    const given = listed(found, ',');
    if (!given.every((each) => /^[A-Za-z0-9.-]{1,253}:\d{1,5}$/.test(each)))
      throw new Error('addresses such as nn1.example.org:9870, 10.0.0.7:9870');
    return given;
  };
  return { key, fallback: [], about, parse, show: (value) => value.join(', ') };
}

/** LDAP servers, each ldap:// or ldaps:// with nothing after the port. */
export function ldapServers(key: string, about: string): Setting<readonly string[]> {
  const parse = (found: unknown): readonly string[] => {
    const given = listed(found, ',');
    if (!given.every((each) => /^ldaps?:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]{1,253})(:\d{1,5})?\/?$/.test(each)))
      throw new Error('servers such as ldaps://ldap1.example.org, ldap://ldap2.example.org:389');
    return given;
  };
  return { key, fallback: [], about, parse, show: (value) => value.join(', ') };
}

/** An LDAP filter, as far as its parentheses go; the server says more. */
export function ldapFilter(key: string, fallback: string, about: string): Setting<string> {
  const parse = (found: unknown): string => {
    const filter = asText(found).trim();
    if (!/^\(.*\)$/s.test(filter)) throw new Error('a filter in parentheses such as (objectClass=posixAccount)');
    return filter;
  };
  return { key, fallback, about, parse, show: (value) => value };
}

/** Written as 31000-32000, or several with commas between them. */
export function portRanges(
  key: string,
  fallback: readonly { begin: number; end: number }[],
  about: string,
): Setting<readonly { begin: number; end: number }[]> {
  const parse = (found: unknown) =>
    listed(found, ',').map((range) => {
      const [, begin, end] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
      const ports = { begin: Number(begin), end: Number(end ?? begin) };
      if (begin === undefined || ports.begin < 1 || ports.end > 65_535 || ports.begin > ports.end)
        throw new Error('ports such as 31000-32000, 33000');
      return ports;
    });
  return { key, fallback, about, parse, show: (value) => value.map(({ begin, end }) => `${begin}-${end}`).join(', ') };
}

/** Names with commas between them, each once. */
export function agentNames(
  key: string,
  fallback: readonly [string, ...string[]],
  about: string,
): Setting<readonly [string, ...string[]]> {
  const parse = (found: unknown): readonly [string, ...string[]] => {
    const [first, ...more] = listed(found, ',');
    const names = [first, ...more];
    const good = names.every((name) => name !== undefined && /^[a-z][a-z0-9-]{0,15}$/.test(name));
    if (first === undefined || !good || new Set(names).size < names.length)
      throw new Error('different names such as one, two-b: lower case, digits and hyphens, at most 16 of them');
    return [first, ...more];
  };
  return { key, fallback, about, parse, show: (value) => value.join(', ') };
}

/** Written as Mesos does: name:value with semicolons between them. */
export function attributes(key: string, about: string): Setting<Readonly<Record<string, string>>> {
  const parse = (found: unknown): Readonly<Record<string, string>> =>
    Object.fromEntries(
      listed(found, ';').map((pair) => {
        const [, name, value] = /^([A-Za-z][\w.-]{0,62}):([\w./-]{1,127})$/.exec(pair) ?? [];
        if (name === undefined || value === undefined) throw new Error('attributes such as rack:r1;disk:ssd');
        return [name, value];
      }),
    );
  const show = (value: Readonly<Record<string, string>>) =>
    Object.entries(value)
      .map(([name, text]) => `${name}:${text}`)
      .join(';');
  return { key, fallback: {}, about, parse, show };
}

/** Names with a number above zero each. */
export function weights(key: string, about: string): Setting<Readonly<Record<string, number>>> {
  const parse = (found: unknown): Readonly<Record<string, number>> =>
    Object.fromEntries(
      listed(found, ';').map((pair) => {
        const [, name, value] = /^([a-z][a-z0-9-]{0,15}):(\d{1,6}(?:\.\d{1,6})?)$/.exec(pair) ?? [];
        if (name === undefined || !(Number(value) > 0)) throw new Error('weights such as local:3;second:0.5');
        return [name, Number(value)];
      }),
    );
  const show = (value: Readonly<Record<string, number>>) =>
    Object.entries(value)
      .map(([name, weight]) => `${name}:${weight}`)
      .join(';');
  return { key, fallback: {}, about, parse, show };
}

type AttributesByAgent = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Attributes with the agent's name and a slash before each. */
export function attributesOfAgents(key: string, about: string): Setting<AttributesByAgent> {
  const parse = (found: unknown): AttributesByAgent => {
    const byAgent = new Map<string, Record<string, string>>();
    for (const pair of listed(found, ';')) {
      const [, agent, name, value] =
        /^([a-z][a-z0-9-]{0,15})\/([A-Za-z][\w.-]{0,62}):([\w./-]{1,127})$/.exec(pair) ?? [];
      if (agent === undefined || name === undefined || value === undefined)
        throw new Error('attributes of agents such as local/rack:r1;second/rack:r2');
      byAgent.set(agent, { ...byAgent.get(agent), [name]: value });
    }
    return Object.fromEntries(byAgent);
  };
  const show = (value: AttributesByAgent) =>
    Object.entries(value)
      .flatMap(([agent, own]) => Object.entries(own).map(([name, text]) => `${agent}/${name}:${text}`))
      .join(';');
  return { key, fallback: {}, about, parse, show };
}

const listed = (found: unknown, between: string): string[] =>
  (Array.isArray(found) ? found.map(String) : asText(found).split(between))
    .map((part) => part.trim())
    .filter((part) => part !== '');

export function choice<const C extends string>(
  key: string,
  choices: readonly C[],
  fallback: C,
  about: string,
): Setting<C> {
  const parse = (found: unknown): C => {
    const match = choices.find((each) => each === found);
    if (match === undefined) throw new Error(`one of ${choices.join(', ')}`);
    return match;
  };
  return { key, fallback, about, parse, show: (value) => value };
}

export function flag(key: string, fallback: boolean, about: string): Setting<boolean> {
  const parse = (found: unknown): boolean => {
    if (found === true || found === 'true' || found === 'yes' || found === 'on') return true;
    if (found === false || found === 'false' || found === 'no' || found === 'off') return false;
    throw new Error('true or false');
  };
  return { key, fallback, about, parse, show: String };
}

export function integer(
  key: string,
  range: readonly [number, number],
  fallback: number,
  about: string,
): Setting<number> {
  const parse = (found: unknown): number => within(Number(found), range, Number.isInteger, 'a whole number');
  return { key, fallback, about, parse, show: String };
}

export function decimal(
  key: string,
  range: readonly [number, number],
  fallback: number,
  about: string,
): Setting<number> {
  const parse = (found: unknown): number => within(Number(found), range, Number.isFinite, 'a number');
  return { key, fallback, about, parse, show: String };
}

/** Bytes, written as a number or with a unit: 512MiB, 10 GB. */
export function bytes(key: string, range: readonly [number, number], fallback: number, about: string): Setting<number> {
  return {
    key,
    fallback,
    about,
    parse: (found) => within(asBytes(found), range, Number.isInteger, 'a size'),
    show: showBytes,
  };
}

function isNetwork(name: string): boolean {
  const [address = '', bits = '', ...more] = name.split('/');
  return isIPv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32 && more.length === 0;
}

function asText(found: unknown): string {
  if (typeof found !== 'string') throw new Error('text');
  return found;
}

function within(
  value: number,
  [least, most]: readonly [number, number],
  fits: (value: number) => boolean,
  what: string,
): number {
  if (!fits(value) || value < least || value > most) throw new Error(`${what} from ${least} to ${most}`);
  return value;
}

/** Bytes from a number, or from text with a unit; throws an Error that says what was expected. */
export function asBytes(found: unknown): number {
  if (typeof found === 'number') return found;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(String(found));
  const unit = (match?.[2] || 'B').toUpperCase();
  if (!match || !(unit in sizes)) throw new Error('a size such as 512MiB or 10GiB');
  return Math.round(Number(match[1]) * sizes[unit as keyof typeof sizes]);
}

function showBytes(value: number): string {
  for (const unit of ['TIB', 'GIB', 'MIB', 'KIB'] as const)
    if (value >= sizes[unit] && value % sizes[unit] === 0) return `${value / sizes[unit]}${unit.replace('I', 'i')}`;
  return String(value);
}
