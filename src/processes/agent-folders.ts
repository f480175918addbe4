import { join } from 'node:path';
import type { Settings } from '../platform/index.ts';
import { type Folders, foldersOf } from './folders.ts';

/** Where one of the agents of this host keeps its things. */
export interface AgentFolders {
  /** What it calls its data folder; the first agent's is the platform's own. */
  readonly data: string;
  /** Its own part of that. */
  readonly own: string;
  readonly socketName: string;
  readonly socket: string;
}

export function agentFolders(settings: Pick<Settings, 'data' | 'engines' | 'agents'>, name: string): AgentFolders {
  const folders = foldersOf(settings);
  const first = name === settings.agents[0];
  const data = first ? folders.data : join(folders.data, 'agents', name);
  const socketName = first ? 'agent.sock' : `${name}.sock`;
  return { data, own: join(data, 'agent'), socketName, socket: socketIn(folders, socketName) };
}

const socketIn = ({ run }: Folders, name: string): string => join(run, 'agent', name);
