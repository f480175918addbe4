import { newId } from '../platform/index.ts';
import type { Launcher } from './launcher.ts';
import { findWorkspace, saveWorkspace } from './store.ts';

/** Starts a workspace again that the platform itself has stopped, as a new task; why it was stopped stays told. */
export async function relaunch(launcher: Launcher, account: string): Promise<void> {
  const { database, directory, clock } = launcher.parts;
  const [record, tenant] = await Promise.all([findWorkspace(database.read, account), directory.tenant(account)]);
  if (!record || !tenant) return;
  const taskId = `ws-${tenant.uid}-${newId(clock.now())}`;
  await database.commit([saveWorkspace({ ...record, taskId, wanted: 'running', startedAt: null, failure: null })]);
  launcher.launch(account, taskId);
}
