import { useEffect, useRef } from 'react';
import { startWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { learnWorkspace, useWorkspace } from '../api/workspace.ts';

/** The workspace that this page needs; a stopped one is started once, because somebody came to work in it. */
export function useKeptWorkspace(account: string) {
  const workspace = useWorkspace(account);
  const asked = useRef(false);
  const state = workspace.data?.state;
  useEffect(() => {
    if (state !== 'stopped' || asked.current) return;
    asked.current = true;
    void start(account);
  }, [account, state]);
  return workspace;
}

export type KeptWorkspace = ReturnType<typeof useKeptWorkspace>;

export async function start(account: string): Promise<void> {
  learnWorkspace(await call(startWorkspace, { params: { name: account } }));
}
