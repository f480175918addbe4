import { type Foundation, newId } from '../platform/index.ts';
import type { LiveCredentials } from './live-credentials.ts';
import { newToken, secretHash } from './secret.ts';
import { deleteTaskTokens, insertToken, ownersOfTask } from './store/tokens.ts';
import { hintLength } from './token-view.ts';

/**
 * A token for what runs inside the account's workspace: it may use that workspace and the account's files, does not carry
 * an administrator's office, and ends with the task.
 */
export async function issueWorkspaceToken(
  { database, clock }: Foundation,
  credentials: LiveCredentials,
  account: string,
  workspaceTask: string,
): Promise<string> {
  const token = newToken();
  const now = clock.now();
  const issued = insertToken({
    ...{ id: newId(now), secretHash: secretHash(token), account, name: 'workspace', scopes: ['workspace'] },
    ...{ createdAt: now, expiresAt: null, seenAt: null, hint: token.slice(0, hintLength), parent: null, workspaceTask },
  });
  await database.commit([issued]);
  await credentials.followEverywhere(account);
  return token;
}

/** Ends every token of a task, and every token that was made with one. */
export async function endWorkspaceTokens(
  { database }: Foundation,
  credentials: LiveCredentials,
  workspaceTask: string,
): Promise<void> {
  const owners = await ownersOfTask(database, workspaceTask);
  await database.commit([deleteTaskTokens(workspaceTask)]);
  for (const owner of owners) await credentials.follow(owner);
}
