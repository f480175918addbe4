import { queryOptions } from '@tanstack/react-query';
import { listClients } from '../../../src/accounts/provider/contract.ts';
import { call } from '../api/call.ts';
import { everyPage } from '../api/every-page.ts';

export const clientsQuery = queryOptions({
  queryKey: ['openid-clients'],
  queryFn: ({ signal }) => everyPage((after) => call(listClients, { query: { limit: 500, after }, signal })),
});
