import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

const askAgainMs = 5_000;

/** A refusal is an answer, so it is not asked again; a server that does not answer is, until it does. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && isAway(error),
      refetchInterval: ({ state }) => (state.error !== null && isAway(state.error) ? askAgainMs : false),
    },
  },
});

function isAway(error: unknown): boolean {
  return !(error instanceof Problem && error.status > 0 && error.status < 500);
}
