import { type Context, common, newId } from '../platform/index.ts';
import type { Workspace } from './contract.ts';
import type { Launcher } from './launcher.ts';
import { workspaceProblems } from './problems.ts';
import { findWorkspace, saveWorkspace } from './store.ts';

/** Starts the workspace unless it runs or is about to; returns at once, or with `wait` when it is ready or has failed. */
export async function startWorkspace(
  ctx: Context,
  launcher: Launcher,
  account: string,
  wait: boolean,
): Promise<Workspace> {
  const live = launcher.live(account);
  if (live.state === 'stopping') await live.work;
  if (live.state !== 'running' && live.state !== 'starting') {
    await refuseSeveral(launcher);
    const tenant = await launcher.parts.directory.tenant(account);
    if (!tenant) throw common['not-found']();
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
        version: before?.version ?? 0,
      }),
    );
    launcher.launch(account, taskId);
  }
  if (wait) await live.work;
  return launcher.show(account);
}

async function refuseSeveral(launcher: Launcher): Promise<void> {
  const { options, directory } = launcher.parts;
  if (options.severalAccounts) return;
  if ((await directory.activeAccounts()) < 2) return;
  const report = await launcher.probe();
  if (!report || report.severalAccounts) return;
  throw workspaceProblems['several-accounts-refused'](
    `On this host tenants cannot be kept apart (${report.rungName}), and there are several accounts. ` +
      'An administrator can allow it with the setting sandbox.allow-several-accounts, or run Stoa where user namespaces work.',
  );
}
