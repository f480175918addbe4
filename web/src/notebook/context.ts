import { createContext, useContext } from 'react';
import type { Commands } from './commands.ts';
import type { NotebookSession } from './document/notebook-session.ts';
import type { WatchedSelection } from './selection.ts';

/** What every part of an open notebook works with. */
export interface OpenNotebook {
  readonly session: NotebookSession;
  readonly commands: Commands;
  readonly selection: WatchedSelection;
  /** Address of the frame for HTML outputs on the content host; null where there is none. */
  readonly frameUrl: string | null;
}

export const NotebookContext = createContext<OpenNotebook | null>(null);

export function useNotebook(): OpenNotebook {
  const open = useContext(NotebookContext);
  if (open === null) throw new Error('used outside of an open notebook');
  return open;
}
