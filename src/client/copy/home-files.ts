import { Readable } from 'node:stream';
import { type Entry, filesContract, type Listing, type ListQuery } from '../../storage/contract.ts';
import { call, send } from '../call.ts';
import { type Connection, Refused } from '../connection.ts';

const pageEntries = 1000;

/** The files of the home, as a copy needs them. What is refused is said with the name of the file. */
export class HomeFiles {
  readonly #connection: Connection;
  readonly #account: string;

  constructor(connection: Connection, account: string) {
    this.#connection = connection;
    this.#account = account;
  }

  /** Undefined when nothing has the name. */
  async find(path: string): Promise<Entry | undefined> {
    try {
      return await this.#named(path, () =>
        call(this.#connection, filesContract.stat, { ...this.#me, query: { path } }),
      );
    } catch (error) {
      if (error instanceof Refused && error.code === 'file-not-found') return undefined;
      throw error;
    }
  }

  async *list(path: string): AsyncGenerator<Entry> {
    let cursor: string | null = null;
    do {
      const query: ListQuery = { path, hidden: '1', limit: pageEntries, ...(cursor === null ? {} : { cursor }) };
      const page: Listing = await this.#named(path, () =>
        call(this.#connection, filesContract.list, { ...this.#me, query }),
      );
      yield* page.entries;
      cursor = page.next;
    } while (cursor !== null);
  }

  async read(path: string): Promise<Readable> {
    const { body } = await this.#named(path, () => send(this.#content(path), { headers: this.#headers }));
    if (body === null) throw new Refused(`home:${path}: the platform sent nothing.`);
    return Readable.fromWeb(body);
  }

  /** Makes the folders above, and takes the place of a file of that name. */
  async write(path: string, content: Readable, bytes: number): Promise<void> {
    const request = {
      method: 'PUT',
      headers: { ...this.#headers, 'content-length': String(bytes) },
      body: Readable.toWeb(content),
      duplex: 'half',
    } as RequestInit;
    await this.#named(path, () => send(`${this.#content(path)}&conflict=replace`, request));
  }

  /** Makes a folder where there is none yet, those above too. */
  async makeFolder(path: string): Promise<void> {
    if ((await this.find(path))?.kind === 'folder') return;
    const body = { path, parents: true };
    await this.#named(path, () => call(this.#connection, filesContract.makeFolder, { ...this.#me, body }));
  }

  get #me() {
    return { params: { name: this.#account } };
  }

  get #headers() {
    return { authorization: `Bearer ${this.#connection.token}` };
  }

  #content(path: string): string {
    return `${this.#connection.url}/user/${this.#account}/files/content?path=${encodeURIComponent(path)}`;
  }

  async #named<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refused) || error.code === '') throw error;
      const words = error.code === 'file-not-found' ? 'there is no such file or folder.' : error.message;
      throw new Refused(`home:${path}: ${words}`, { code: error.code, cause: error });
    }
  }
}
