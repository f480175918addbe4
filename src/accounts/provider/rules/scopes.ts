/** What a client can ask to know, with the claims that it then gets. */
export const claimsOfScope = {
  openid: ['sub'],
  profile: ['name', 'preferred_username', 'uid', 'gid'],
  groups: ['groups'],
  administrator: ['administrator'],
  offline_access: [],
} as const;

export type ClientScope = keyof typeof claimsOfScope;

export const clientScopes = Object.keys(claimsOfScope) as ClientScope[];

/** Those of the asked scopes that there are; others are not granted. */
export function knownScopes(asked: unknown): ClientScope[] {
  const words = typeof asked === 'string' ? asked.split(' ') : [];
  return clientScopes.filter((scope) => words.includes(scope));
}

/** Whether all that is asked for was allowed before. */
export function isCovered(asked: readonly string[], allowed: readonly string[]): boolean {
  return asked.every((scope) => allowed.includes(scope));
}
