import type { Context } from '../platform/index.ts';
import type { Workspace } from './contract.ts';
import type { Launcher } from './launcher.ts';
import { stoppedBy, stoppedByOwner } from './rules/stop-reason.ts';
import { findWorkspace, saveWorkspace } from './store.ts';

/** Stops the workspace; returns when nothing of it runs any more. */
export async function stopWorkspace(ctx: Context, launcher: Launcher, account: string): Promise<Workspace> {
  const record = await findWorkspace(ctx.read, account);
  const live = launcher.live(account);
  if (!record || live.state === 'stopped') return launcher.show(account);
  const by = ctx.caller().account;
  const stopReason = by === account ? stoppedByOwner : stoppedBy(by);
  await ctx.commit(saveWorkspace({ ...record, wanted: 'stopped', failure: null, stopReason }));
  await launcher.stop(account);
  return launcher.show(account);
}
