import type { StopReason } from './contract.ts';
import type { Launcher } from './launcher.ts';

/** Ends a workspace at once that has no place any more: its notebooks are kept, and it may be launched again. */
export async function losePlace(launcher: Launcher, account: string, taskId: string, why: StopReason): Promise<void> {
  const live = launcher.live(account);
  if (live.taskId !== taskId) return;
  await launcher.change(live, { wanted: 'stopped', stopReason: why, failure: null });
  await launcher.stop(account);
}
