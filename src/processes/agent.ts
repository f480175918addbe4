import { createLog, type Settings } from '../platform/index.ts';
import { startAgent } from '../sandbox/index.ts';
import { agentOptions } from './agent-options.ts';
import { foldersOf } from './folders.ts';
import { endWhenAsked, endWithSupervisor, tellSupervisor } from './parent.ts';
import { installRelease } from './release.ts';

/** The agent process: runs tasks in sandboxes. The only one that keeps root. */
export async function runAgent(settings: Settings): Promise<void> {
  const folders = foldersOf(settings);
  const log = createLog('agent', settings.logLevel);
  const agent = await startAgent(agentOptions(settings, folders, installRelease(folders.releases)), log);
  tellSupervisor({ ready: true });
  endWithSupervisor(endWhenAsked(() => agent.close()));
}
