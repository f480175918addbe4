import type { AccountsRoom } from '../accounts/index.ts';
import type { Directory } from '../workspace/index.ts';

/** The directory as the launcher of workspaces needs it. */
export function directoryOf(accounts: AccountsRoom): Directory {
  return {
    async tenant(name) {
      const account = await accounts.account(name);
      if (!account || account.suspended) return undefined;
      const { uid, gid } = account;
      return { name, uid, gid, groups: [...(await accounts.groupsOf(name))] };
    },
    issueTaskToken: (account, taskId) => accounts.issueWorkspaceToken(account, taskId),
    endTaskTokens: (taskId) => accounts.endWorkspaceTokens(taskId),
  };
}
