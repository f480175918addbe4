import { type Command, command } from '../../../platform/index.ts';
import type { Readable } from '../../store/tables.ts';
import { tables, write } from './tables.ts';

export interface Consent {
  readonly account: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly grantedAt: number;
}

export function saveConsent({ account, client, scopes, grantedAt }: Consent): Command {
  const columns = { scopes: JSON.stringify(scopes), granted_at: grantedAt };
  return command(
    write
      .insertInto('openid_consent')
      .values({ account, client, ...columns })
      .onConflict((conflict) => conflict.columns(['account', 'client']).doUpdateSet(columns)),
  );
}

export function deleteConsent(account: string, client: string): Command {
  return command(write.deleteFrom('openid_consent').where('account', '=', account).where('client', '=', client));
}

export async function findConsents(from: Readable, account: string): Promise<Consent[]> {
  const rows = await tables(from).selectFrom('openid_consent').selectAll().where('account', '=', account).execute();
  return rows.map(({ scopes, granted_at, ...rest }) => ({
    ...rest,
    scopes: JSON.parse(scopes) as string[],
    grantedAt: granted_at,
  }));
}

export async function consentedScopes(from: Readable, account: string, client: string): Promise<readonly string[]> {
  const found = await findConsents(from, account);
  return found.find((consent) => consent.client === client)?.scopes ?? [];
}
