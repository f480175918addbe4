import { newId } from '../platform/index.ts';
import type { StopReason } from './contract.ts';
import type { Launcher } from './launcher.ts';
import { findWorkspace, saveWorkspace } from './store.ts';

/**
 * Ends what runs and launches it anew as another task, as its owner's groups are now. What should be is stored first,
 * so that a control process killed in between goes on with it.
 *
 * @param stopReason  why, which stays told; null when its owner asked for it
 */
export async function relaunch(launcher: Launcher, account: string, stopReason: StopReason | null): Promise<void> {
  const { database, directory, clock } = launcher.parts;
  const [record, tenant] = await Promise.all([findWorkspace(database.read, account), directory.tenant(account)]);
  if (!record || !tenant) {
    await launcher.change(launcher.live(account), { wanted: 'stopped', stopReason, failure: null });
    return launcher.stop(account);
  }
  const taskId = `ws-${tenant.uid}-${newId(clock.now())}`;
  // Who has left the group counts in the primary one.
  const stays = tenant.groups.some(({ name }) => name === record.roleGroup) || record.roleGroup === 'everyone';
  const roleGroup = stays ? record.roleGroup : await directory.primaryGroup(account);
  const next = { ...record, taskId, requestedAt: clock.now(), startedAt: null, failure: null, groups: [], roleGroup };
  await database.commit([saveWorkspace({ ...next, wanted: 'running', stopReason })]);
  await launcher.stop(account);
  launcher.launch(next);
}
