import type { TokenEntry } from './contract.ts';
import type { StoredToken } from './store/tokens.ts';

/** A token as its owner sees it, without its secret. */
export function viewToken(token: StoredToken): TokenEntry {
  const { id, name, scopes, createdAt, expiresAt, seenAt, hint, workspaceTask } = token;
  return { id, name, scopes: [...scopes], createdAt, expiresAt, seenAt, hint, ofWorkspace: workspaceTask !== null };
}

/** How much of a token is shown in lists. */
export const hintLength = 10;
