import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBubblewrap } from '../engines/index.ts';
import { BadSetting, createLog, type Logger, type Settings } from '../platform/index.ts';
import { AgentError, startAgent } from '../sandbox/index.ts';
import { agentFolders } from './agent-folders.ts';
import { agentOptions } from './agent-options.ts';
import { foldersOf, makeFolders } from './folders.ts';
import { closedToTenants } from './hdfs.ts';
import { lockFolder } from './lock.ts';
import { endWhenAsked, endWithSupervisor, secondsToStop, tellSupervisor } from './parent.ts';
import { installRelease } from './release.ts';

const fetchMilliseconds = 120_000;

/**
 * The agent process: runs tasks in sandboxes. The only one that keeps root.
 *
 * @param name  one of the setting `agents`
 */
export async function runAgent(settings: Settings, name: string = settings.agents[0]): Promise<void> {
  if (!settings.agents.includes(name))
    throw new BadSetting(`agents: there is no ${name} among ${settings.agents.join(', ')}`);
  const folders = foldersOf(settings);
  makeFolders(folders, settings);
  const { own } = agentFolders(settings, name);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const lock = lockFolder(own, 'agent');
  const log = createLog('agent', settings.logLevel);
  const bubblewrap = await findBubblewrap(settings, folders.engines, log);
  const options = agentOptions(settings, folders, installRelease(folders.releases), name);
  const closedNetworks = [...options.closedNetworks, ...(await closedToTenants(settings, log))];
  const agent = await startAgent(
    { ...options, closedNetworks, bubblewrap: [...options.bubblewrap, ...bubblewrap] },
    log,
  ).catch((error: Error) => {
    throw error instanceof AgentError && error.code === 'rung-too-low' ? new BadSetting(inOneLine(error)) : error;
  });
  tellSupervisor({ ready: true });
  let tasks: 'stop' | 'leave' = 'leave';
  const end = endWhenAsked(
    async () => {
      await agent.close(tasks);
      lock.release();
    },
    secondsToStop(settings),
    () => {
      if (tasks === 'stop') agent.endAtOnce();
    },
  );
  endWithSupervisor(end, () => {
    tasks = 'stop';
    end();
  });
}

const inOneLine = ({ message, why, fix }: AgentError): string => [message, why, fix].join(' ').replace(/\s+/g, ' ');

/** A machine without bubblewrap gets it from the registry, once; one without either is confined less, and says so. */
async function findBubblewrap(settings: Settings, engines: string, log: Logger): Promise<string[]> {
  try {
    const path = await prepareBubblewrap({
      folder: join(engines, 'bubblewrap'),
      python: settings.python === 'off' ? '' : settings.python,
      onProgress: (line) => log.info({}, line),
      signal: AbortSignal.timeout(fetchMilliseconds),
    });
    return [path];
  } catch (error) {
    log.warn({ err: error }, 'there is no bubblewrap');
    return [];
  }
}
