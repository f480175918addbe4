import { queryOptions } from '@tanstack/react-query';
import type { JupyterTerminal } from '../../../src/workspace/protocol/status.ts';
import { offline, problemOf } from '../api/problem.ts';

const address = (account: string) => `/user/${encodeURIComponent(account)}/api/terminals`;

/** The terminals of the workspace, by Jupyter's REST. */
export const terminalsQuery = (account: string, running: boolean) =>
  queryOptions({
    queryKey: ['terminals', account],
    enabled: running,
    refetchInterval: 10_000,
    queryFn: async ({ signal }): Promise<JupyterTerminal[]> =>
      (await ask(address(account), { signal })).json() as Promise<JupyterTerminal[]>,
  });

export async function openTerminal(account: string): Promise<JupyterTerminal> {
  const answer = await ask(address(account), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return (await answer.json()) as JupyterTerminal;
}

export async function endTerminal(account: string, name: string): Promise<void> {
  await ask(`${address(account)}/${encodeURIComponent(name)}`, { method: 'DELETE' }, 404);
}

async function ask(url: string, init: RequestInit, alsoFine = 0): Promise<Response> {
  const answer = await fetch(url, init).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw offline();
  });
  if (!answer.ok && answer.status !== alsoFine) throw await problemOf(answer);
  return answer;
}
