import { useEffect, useRef } from 'react';
import { startWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { learnWorkspace, useWorkspace } from '../api/workspace.ts';

/**
 * The workspace that this page needs. One that is stopped when the page opens is started, because somebody came to work
 * in it; one that is stopped later was stopped on purpose, and stays so until somebody asks.
 */
export function useKeptWorkspace(account: string) {
  const workspace = useWorkspace(account);
  const asked = useRef(false);
  const state = workspace.data?.state;
  useEffect(() => {
    const opened = !asked.current;
    if (state === 'stopped' || state === 'running') asked.current = true;
    if (opened && state === 'stopped') void start(account);
  }, [account, state]);
  return workspace;
}

export type KeptWorkspace = ReturnType<typeof useKeptWorkspace>;

export async function start(account: string): Promise<void> {
  learnWorkspace(await call(startWorkspace, { params: { name: account } }));
}
