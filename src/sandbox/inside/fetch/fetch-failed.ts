/** Why a file could not be fetched, in a sentence for who started the task. */
export class FetchFailed extends Error {
  constructor(uri: string, why: string) {
    super(`Fetching ${shown(uri)} failed: ${why}`);
    this.name = 'FetchFailed';
  }
}

/** Without what may be a secret in it: who asks, and the query. */
function shown(uri: string): string {
  try {
    const { protocol, host, pathname } = new URL(uri);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return uri;
  }
}

const sentences: Record<string, string> = {
  ENOENT: 'there is no such file.',
  EACCES: 'it may not be read.',
  EISDIR: 'it is a folder.',
  ENOSPC: 'the home has no room for it.',
  EDQUOT: 'the home has no room for it.',
  ENOTFOUND: 'there is no such host.',
  EAI_AGAIN: 'the host’s name could not be looked up; the task may have no network.',
  ECONNREFUSED: 'nothing listens there.',
  ENETUNREACH: 'there is no way to it from the task’s network.',
  EHOSTUNREACH: 'there is no way to it from the task’s network.',
  ECONNRESET: 'the server broke off.',
};

export function describe(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return sentences[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
