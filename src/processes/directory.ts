import type { AccountsRoom } from '../accounts/index.ts';
import type { ClusterDirectory } from '../cluster/index.ts';
import type { Directory } from '../workspace/index.ts';

/** The directory as the cluster and the launcher of workspaces need it. */
export function directoryOf(accounts: AccountsRoom): Directory & ClusterDirectory {
  return {
    async tenant(name) {
      const account = await accounts.account(name);
      if (!account || account.suspended) return undefined;
      const { uid, gid } = account;
      return { name, uid, gid, groups: [...(await accounts.groupsOf(name))] };
    },
    primaryGroup: async (name) => (await accounts.account(name))?.primaryGroup ?? 'everyone',
    hasGroup: async (name) => name === 'everyone' || (await accounts.hasGroup(name)),
    issueTaskToken: (account, taskId) => accounts.issueWorkspaceToken(account, taskId),
    endTaskTokens: (taskId) => accounts.endWorkspaceTokens(taskId),
  };
}
