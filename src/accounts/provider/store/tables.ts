import { builder } from '../../../platform/index.ts';
import type { Tables as AccountsTables, Readable } from '../../store/tables.ts';

interface ClientTable {
  id: string;
  name: string;
  secret_hash: string | null;
  trusted: number;
  redirect_uris: string;
  sign_out_uris: string;
  back_channel_uri: string | null;
  created_at: number;
}

interface RecordTable {
  model: string;
  id: string;
  payload: string;
  expires_at: number | null;
  consumed_at: number | null;
  account: string | null;
  client: string | null;
  grant_id: string | null;
  uid: string | null;
  user_code: string | null;
  browser: string | null;
}

/** As the migrations make them, with the sessions and accounts that they stand on. */
export type Tables = Pick<AccountsTables, 'session' | 'account'> & {
  openid_client: ClientTable;
  openid_record: RecordTable;
  openid_link: { uid: string; session: string; account: string; ended: number };
  openid_consent: { account: string; client: string; scopes: string; granted_at: number };
  openid_key: { id: string; kind: string; created_at: number; secret: string };
};

export const write = builder<Tables>();

export function tables({ read }: Readable) {
  return read.withTables<Tables>();
}
