import type { Launcher } from './launcher.ts';
import { madeRoomFor } from './rules/stop-reason.ts';

/** Ends a workspace at once, so that another gets its place: its notebooks are kept, and it may be launched again. */
export async function makeRoom(launcher: Launcher, account: string, taskId: string, group: string): Promise<void> {
  const live = launcher.live(account);
  if (live.taskId !== taskId) return;
  await launcher.change(live, { wanted: 'stopped', stopReason: madeRoomFor(group), failure: null });
  await launcher.stop(account);
}
