import { type Context, common, newId } from '../platform/index.ts';
import type { Workspace } from './contract.ts';
import type { Launcher } from './launcher.ts';
import { workspaceProblems } from './problems.ts';
import { findWorkspace, saveWorkspace } from './store.ts';

/**
 * Starts the workspace unless it runs or is about to; returns at once, or with `wait` when it is ready or has failed.
 *
 * @param group  what it takes counts there; the account's primary group where none is named
 */
export async function startWorkspace(
  ctx: Context,
  launcher: Launcher,
  account: string,
  { wait, group }: { readonly wait: boolean; readonly group?: string },
): Promise<Workspace> {
  if (group !== undefined) await requireIn(launcher, account, group);
  const live = launcher.live(account);
  if (live.state === 'stopping') await live.work;
  if (live.state !== 'running' && live.state !== 'starting') {
    const tenant = await launcher.parts.directory.tenant(account);
    if (!tenant) throw common['not-found']();
    const roleGroup = group ?? (await launcher.parts.directory.primaryGroup(account));
    const taskId = `ws-${tenant.uid}-${newId(ctx.now())}`;
    const before = await findWorkspace(ctx.read, account);
    await ctx.commit(
      saveWorkspace({
        account,
        taskId,
        wanted: 'running',
        requestedAt: ctx.now(),
        startedAt: null,
        stopReason: null,
        failure: null,
        groups: [],
        roleGroup,
        version: before?.version ?? 0,
      }),
    );
    launcher.launch({ account, taskId, roleGroup });
  }
  if (wait) await live.work;
  return launcher.show(account);
}

/** Also where the workspace runs already, and so counts where it does. */
async function requireIn({ parts }: Launcher, account: string, group: string): Promise<void> {
  const tenant = await parts.directory.tenant(account);
  if (!tenant) throw common['not-found']();
  if (group !== 'everyone' && !tenant.groups.some(({ name }) => name === group))
    throw workspaceProblems['not-in-group'](`${account} is not in the group "${group}".`);
}
