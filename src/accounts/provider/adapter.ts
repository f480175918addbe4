import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { type Foundation, newSecret, StaleBatch } from '../../platform/index.ts';
import { secretHash } from '../secret.ts';
import { clientMetadata } from './client-metadata.ts';
import { findClient } from './store/clients.ts';
import {
  consumeRecord,
  deleteOfGrant,
  deleteRecord,
  type FoundRecord,
  findRecord,
  saveRecord,
} from './store/records.ts';

/** Whoever shows the id of one of these has it: as with passwords, only a hash is kept. */
const secretIds = new Set(['AccessToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode', 'Session']);
/** Of this process: stands for the id of something that was found without knowing it. */
const unknownId = `${newSecret()}:`;

/** Keeps what the library has to remember in the platform's database. */
export function recordAdapter({ database, clock }: Foundation, model: string): Adapter {
  const keyOf = (id: string) => {
    if (!secretIds.has(model)) return id;
    return id.startsWith(unknownId) ? id.slice(unknownId.length) : secretHash(id);
  };
  const found = async (by: 'id' | 'uid' | 'user_code', value: string, id?: string) => {
    const record = await findRecord(database, model, by, value);
    return record && asPayload(record, id ?? (secretIds.has(model) ? unknownId + record.id : record.id));
  };
  return {
    async upsert(id, payload, expiresIn) {
      const { jti: _, ...kept } = payload;
      const expiresAt = typeof expiresIn === 'number' ? clock.now() + expiresIn * 1000 : null;
      await database.commit([
        saveRecord({
          ...{ model, id: keyOf(id), payload: kept, expiresAt },
          ...{ account: payload.accountId ?? null, client: payload.clientId ?? null },
          ...{ grantId: payload.grantId ?? null, uid: payload.uid ?? null, userCode: payload.userCode ?? null },
        }),
      ]);
    },
    find: (id) => (model === 'Client' ? clientOf(id) : found('id', keyOf(id), id)),
    findByUid: (uid) => found('uid', uid),
    findByUserCode: (userCode) => found('user_code', userCode),
    async consume(id) {
      try {
        await database.commit([consumeRecord(model, keyOf(id), clock.now())]);
      } catch (error) {
        throw error instanceof StaleBatch ? new errors.InvalidGrant('it was used already') : error;
      }
    },
    destroy: (id) => database.commit([deleteRecord(model, keyOf(id))]),
    revokeByGrantId: (grantId) => database.commit([deleteOfGrant(model, grantId)]),
  };

  async function clientOf(id: string): Promise<AdapterPayload | undefined> {
    const client = await findClient(database, id);
    return client && clientMetadata(client);
  }
}

function asPayload({ payload, consumedAt }: FoundRecord, jti: string): AdapterPayload {
  return { ...payload, jti, ...(consumedAt === null ? {} : { consumed: Math.floor(consumedAt / 1000) }) };
}
