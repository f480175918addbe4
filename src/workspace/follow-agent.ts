import type { FilesTargets } from './files-targets.ts';
import type { Launcher } from './launcher.ts';

/** Follows what happens to tasks, again after each loss of the agent. */
export async function followAgent(launcher: Launcher, files: FilesTargets, signal: AbortSignal): Promise<void> {
  let last = 0;
  while (!signal.aborted) {
    try {
      for await (const event of launcher.parts.agent.events(last, signal)) {
        last = event.id;
        if (event.phase === 'home-closed') launcher.homeClosed(event);
        if (event.phase !== 'ended' && event.phase !== 'failed') continue;
        if (event.kind === 'files') await files.over(event.tenant, event.taskId);
        else await launcher.over(event);
      }
    } catch (error) {
      if (!signal.aborted) launcher.parts.log.warn({ err: error }, 'the agent does not answer; trying again');
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
