import { useEffect } from 'react';
import type { Workspace } from '../../../src/workspace/contract.ts';
import { closeEvents, onEvent, openEvents } from './connection.ts';
import { queries } from './queries.ts';
import { sessionQuery } from './session.ts';
import { noteEndReason } from './session-ended.ts';
import { learnWorkspace } from './workspace.ts';

/** While mounted, what happens on the platform reaches this page's data by itself. */
export function useEvents(): void {
  useEffect(() => {
    const stop = onEvent(apply);
    openEvents();
    return () => {
      stop();
      closeEvents();
    };
  }, []);
}

function apply(type: string, data: unknown): void {
  if (type === 'reset') void queries.invalidateQueries();
  else if (type === 'workspace') {
    if (isWorkspace(data)) {
      // A first launch puts the samples into a new home.
      if (data.state === 'running') void queries.invalidateQueries({ queryKey: ['files', data.name, 'found'] });
      learnWorkspace(data);
    }
    void queries.invalidateQueries({ queryKey: ['workspaces'] });
  } else if (type === 'account' || type === 'group') {
    if (isOwnSuspension(data)) noteEndReason('suspended');
    void queries.invalidateQueries({ queryKey: ['accounts'] });
    void queries.invalidateQueries({ queryKey: ['groups'] });
    void queries.invalidateQueries({ queryKey: ['workspace'] });
    void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  } else if (type === 'audit') void queries.invalidateQueries({ queryKey: ['audit'] });
  else if (type === 'task') void queries.invalidateQueries({ queryKey: ['tasks'] });
  else if (type === 'cluster') void queries.invalidateQueries({ queryKey: ['cluster'] });
}

/** Its owner alone is told of it. */
function isOwnSuspension(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'state' in data && data.state === 'suspended';
}

function isWorkspace(data: unknown): data is Workspace {
  return typeof data === 'object' && data !== null && 'phases' in data && 'state' in data && 'limits' in data;
}
