/** Where Hadoop's clients look for it. */
export const webHdfsPrefix = '/webhdfs/v1';

export interface WebHdfsRequest {
  readonly op: string;
  /** In a query, as Hadoop's clients show what they were given as a delegation token. */
  readonly delegation: string | undefined;
  /** Names that the query claims to speak for: `user.name` and `doas`. */
  readonly claimed: readonly string[];
  /** Whether it is the second of two steps, which has the body or is given it. */
  readonly second: boolean;
  readonly noRedirect: boolean;
  /** The query without credentials and names. */
  readonly clean: string;
  /** The query for the second step, with whatever proves who asks in the first. */
  readonly again: string;
}

const inTwoSteps: ReadonlySet<string> = new Set(['CREATE', 'APPEND', 'OPEN', 'GETFILECHECKSUM']);
/** Says in an address of ours that the redirect was followed; HttpFS says it with the same word. */
const mark = 'data';
const forGateway: ReadonlySet<string> = new Set(['delegation', 'user.name', 'doas', mark, 'noredirect']);

export function isWebHdfs(path: string): boolean {
  return path === webHdfsPrefix || path.startsWith(`${webHdfsPrefix}/`);
}

/** @param query what stands behind the `?`; names in it are read in any case, as Hadoop reads them */
export function readWebHdfs(query: string): WebHdfsRequest {
  const given = new Map<string, string[]>();
  const clean = new URLSearchParams();
  const again = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(query)) {
    const known = name.toLowerCase();
    given.set(known, [...(given.get(known) ?? []), value]);
    if (!forGateway.has(known)) clean.append(name, value);
    if (known !== 'noredirect' && known !== mark) again.append(name, value);
  }
  again.append(mark, 'true');
  const all = (name: string) => (given.get(name) ?? []).filter((value) => value !== '' && value !== 'null');
  const op = all('op')[0]?.toUpperCase() ?? '';
  return {
    op,
    delegation: all('delegation')[0],
    claimed: [...all('user.name'), ...all('doas')],
    second: !inTwoSteps.has(op) || all(mark).includes('true'),
    noRedirect: all('noredirect').includes('true'),
    clean: clean.toString(),
    again: again.toString(),
  };
}
