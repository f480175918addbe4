import { flushCompileCache } from 'node:module';

/** Started as root, a process that does not need it becomes its service account for good. Elsewhere nothing changes. */
export function giveUpRoot(uid: number, groups: readonly number[] = []): void {
  if (process.getuid?.() !== 0) return;
  // Kept for the next start while we still may: Node does it at the end, as whoever we are then.
  flushCompileCache();
  process.setgroups?.([...groups]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
