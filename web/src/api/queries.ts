import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

/** A refusal is an answer, so it is not asked again; a server that does not answer is. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status > 0 && error.status < 500),
    },
  },
});
