import { queryOptions } from '@tanstack/react-query';
import { listAccounts, listGroups } from '../../../src/accounts/contract.ts';
import { call } from '../api/call.ts';
import { everyPage } from '../api/every-page.ts';

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: ({ signal }) => everyPage((after) => call(listAccounts, { query: { limit: 500, after }, signal })),
});

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => everyPage((after) => call(listGroups, { query: { limit: 500, after }, signal })),
});
