import { setTimeout as pause } from 'node:timers/promises';
import type { Command, Foundation } from '../../platform/index.ts';
import { findPerson } from './find-person.ts';
import type { LiveProvider } from './live-provider.ts';
import { deleteGrant, deleteOfAccount, deleteSessionRecord, findLinks } from './store/records.ts';

/** A client that does not answer is told again so long after. */
const againMilliseconds = [0, 2_000, 15_000];

type Links = Awaited<ReturnType<typeof findLinks>>;

interface Authorization {
  readonly client: string;
  readonly sid: string | undefined;
  readonly grantId: string | undefined;
  /** What it was given stays when the session ends: it asked for that, and was allowed to. */
  readonly persists: boolean;
}

/** The sessions that people have with clients: each ends with the session of the platform that it stands on. */
export class ClientSessions {
  readonly #foundation: Foundation;
  readonly #provider: LiveProvider;
  readonly #closing = new AbortController();
  readonly #telling = new Set<Promise<void>>();

  constructor(foundation: Foundation, provider: LiveProvider) {
    this.#foundation = foundation;
    this.#provider = provider;
  }

  /** Makes true for clients what has become of an account, or, without one, of sessions that are over. */
  async settle(account?: string): Promise<void> {
    const { database } = this.#foundation;
    const out = account !== undefined && (await findPerson(this.#foundation, account)) === undefined;
    const ended = (await findLinks(database, account)).filter(({ living }) => out || !living);
    const commands: Command[] = ended.flatMap((link) => [
      ...deleteSessionRecord(link.uid),
      ...authorizationsOf(link).flatMap(({ grantId, persists }) =>
        grantId === undefined || persists ? [] : deleteGrant(grantId),
      ),
    ]);
    if (out) commands.push(deleteOfAccount(account));
    await database.commit(commands);
    this.tell(ended);
  }

  /** Tells clients, in the background, that sessions have ended. */
  tell(ended: Links, onlyClient?: string): void {
    for (const link of ended)
      for (const { client, sid } of authorizationsOf(link)) {
        if (onlyClient !== undefined && client !== onlyClient) continue;
        const telling = this.#tell(client, link.account, sid).finally(() => this.#telling.delete(telling));
        this.#telling.add(telling);
      }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#telling);
  }

  async #tell(id: string, account: string, sid: string | undefined): Promise<void> {
    const { log } = this.#foundation;
    for (const milliseconds of againMilliseconds) {
      try {
        await pause(milliseconds, undefined, { signal: this.#closing.signal });
        const client = await this.#provider.now.Client.find(id);
        if (!client?.backchannelLogoutUri || typeof client.backchannelLogout !== 'function') return;
        await client.backchannelLogout(account, sid);
        return;
      } catch (err) {
        if (this.#closing.signal.aborted) return;
        log.warn({ err, client: id, account }, 'a client could not be told that a session has ended');
      }
    }
  }
}

function authorizationsOf({ payload }: Links[number]): Authorization[] {
  const { authorizations } = payload;
  if (typeof authorizations !== 'object' || authorizations === null) return [];
  return Object.entries(authorizations).map(([client, { sid, grantId, persistsLogout }]) => ({
    ...{ client, sid, grantId, persists: persistsLogout === true },
  }));
}
