import { type Context, common, newId } from '../platform/index.ts';
import type { Workspace } from './contract.ts';
import type { Launcher } from './launcher.ts';
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
        groups: [],
        version: before?.version ?? 0,
      }),
    );
    launcher.launch(account, taskId);
  }
  if (wait) await live.work;
  return launcher.show(account);
}
