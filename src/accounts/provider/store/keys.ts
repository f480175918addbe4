import { type Command, command } from '../../../platform/index.ts';
import type { Readable } from '../../store/tables.ts';
import { tables, write } from './tables.ts';

export interface StoredKey {
  readonly id: string;
  /** `signing`: a private JWK; `cookie`: a secret. */
  readonly kind: 'signing' | 'cookie';
  readonly createdAt: number;
  readonly secret: string;
}

export function insertKey({ id, kind, createdAt, secret }: StoredKey): Command {
  return command(write.insertInto('openid_key').values({ id, kind, created_at: createdAt, secret }));
}

export function deleteKeys(ids: readonly string[]): readonly Command[] {
  return ids.map((id) => command(write.deleteFrom('openid_key').where('id', '=', id)));
}

/** The newest first. */
export async function findKeys(from: Readable): Promise<StoredKey[]> {
  const rows = await tables(from).selectFrom('openid_key').selectAll().orderBy('created_at', 'desc').execute();
  return rows.map(({ created_at, kind, ...rest }) => ({
    ...rest,
    kind: kind === 'signing' ? 'signing' : 'cookie',
    createdAt: created_at,
  }));
}
