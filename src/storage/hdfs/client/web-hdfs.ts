import type { Agent, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import {
  type AclStatus,
  AclStatusAnswer,
  BooleanAnswer,
  type ContentSummary,
  ContentSummaryAnswer,
  type FileStatus,
  FileStatusAnswer,
  FileStatusesAnswer,
  LocationAnswer,
  parsed,
} from './answers.ts';
import { type Asked, connections, exchange, textOf } from './exchange.ts';
import { HdfsError } from './hdfs-error.ts';
import { NameNodes } from './name-nodes.ts';
import { patiently } from './patiently.ts';

export interface HdfsOptions {
  /** `host:port` of each NameNode's HTTP server. */
  readonly nameNodes: readonly string[];
  /** Who asks: the service that may act as tenants, or the superuser. */
  readonly user: string;
  /** How long a server may be silent. */
  readonly answerMilliseconds: number;
  /** How long an active NameNode is looked for. */
  readonly patienceMilliseconds: number;
  readonly connections: number;
}

interface Query {
  readonly [name: string]: string | number | boolean | undefined;
}
/** `blocksize`: in bytes; the cluster's own where it is not given. */
interface CreateQuery extends Query {
  readonly overwrite: boolean;
  readonly permission: string;
  readonly blocksize?: number | undefined;
}
type Method = Asked['method'];

/** The address of an operation on a path; each part of the path is encoded by itself. */
export function operationUrl(address: string, path: string, query: Query): URL {
  const url = new URL(`http://${address}/webhdfs/v1${path.split('/').map(encodeURIComponent).join('/')}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

/**
 * An HDFS over its REST API, with the rights of one user of it. Paths are absolute; permissions are octal, such as `700`.
 * What is refused is an HdfsError.
 */
export class WebHdfs {
  readonly #options: HdfsOptions;
  readonly #nameNodes: NameNodes;
  readonly #agent: Agent;
  readonly #doAs: string | undefined;

  constructor(options: HdfsOptions, shared?: { nameNodes: NameNodes; agent: Agent; doAs: string }) {
    this.#options = options;
    this.#nameNodes = shared?.nameNodes ?? new NameNodes(options.nameNodes, options.patienceMilliseconds);
    this.#agent = shared?.agent ?? connections(options.connections);
    this.#doAs = shared?.doAs;
  }

  /** The same, acting as a tenant: the NameNode decides by that name's rights. */
  as(account: string): WebHdfs {
    return new WebHdfs(this.#options, { nameNodes: this.#nameNodes, agent: this.#agent, doAs: account });
  }

  /** Asks the active NameNode. */
  call(method: Method, path: string, op: string, query: Query = {}, signal?: AbortSignal): Promise<string> {
    return this.#nameNodes.withActive(async (address) => {
      const answer = await this.#exchange(method, this.#url(address, path, op, query), signal);
      return textOf(answer, this.#options.answerMilliseconds);
    }, signal);
  }

  /**
   * Asks the active NameNode and gives its answer unread.
   *
   * @param once  what broke off on the way may have been done, and is not asked again
   */
  ask(
    method: Method,
    path: string,
    op: string,
    query: Query,
    { once = false, signal }: { once?: boolean; signal?: AbortSignal },
  ): Promise<IncomingMessage> {
    return this.#nameNodes.withActive(
      (address) =>
        this.#exchange(method, this.#url(address, path, op, query), signal).catch((error: unknown) => {
          throw once && error instanceof HdfsError && error.exception === 'Unreachable' && !error.unheard
            ? new HdfsError('IOException', 'It is not known whether it was done.', { status: 503, cause: error })
            : error;
        }),
      signal,
    );
  }

  /** What a DataNode answers to an operation that the NameNode sends there, unread. */
  read(path: string, op: string, query: Query, signal?: AbortSignal): Promise<IncomingMessage> {
    return patiently(
      this.#options.patienceMilliseconds,
      async () => this.#exchange('GET', await this.#location('GET', path, op, query, signal), signal),
      { signal },
    );
  }

  /** The same with a body, which cannot be sent twice. */
  async write(
    method: Method,
    path: string,
    op: string,
    query: Query,
    body: Readable,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    return this.#exchange(method, await this.#location(method, path, op, query, signal), signal, body);
  }

  async #location(method: Method, path: string, op: string, query: Query, signal?: AbortSignal): Promise<URL> {
    const told = await this.call(method, path, op, { ...query, noredirect: true }, signal);
    return new URL(parsed(LocationAnswer, told).Location);
  }

  async status(path: string): Promise<FileStatus> {
    return parsed(FileStatusAnswer, await this.call('GET', path, 'GETFILESTATUS')).FileStatus;
  }

  async list(path: string): Promise<readonly FileStatus[]> {
    return parsed(FileStatusesAnswer, await this.call('GET', path, 'LISTSTATUS')).FileStatuses.FileStatus;
  }

  async summary(path: string): Promise<ContentSummary> {
    return parsed(ContentSummaryAnswer, await this.call('GET', path, 'GETCONTENTSUMMARY')).ContentSummary;
  }

  async acl(path: string): Promise<AclStatus> {
    return parsed(AclStatusAnswer, await this.call('GET', path, 'GETACLSTATUS')).AclStatus;
  }

  /** Makes a folder and those above it, which get the same permission. One that is there stays as it is. */
  async makeFolder(path: string, permission: string): Promise<boolean> {
    return parsed(BooleanAnswer, await this.call('PUT', path, 'MKDIRS', { permission })).boolean;
  }

  async setPermission(path: string, permission: string): Promise<void> {
    await this.call('PUT', path, 'SETPERMISSION', { permission });
  }

  async setOwner(path: string, owner: string, group: string): Promise<void> {
    await this.call('PUT', path, 'SETOWNER', { owner, group });
  }

  async setTimes(path: string, modificationTime: number, accessTime: number): Promise<void> {
    await this.call('PUT', path, 'SETTIMES', { modificationtime: modificationTime, accesstime: accessTime });
  }

  /** @param entries such as `default:group::---`, comma-separated */
  async changeAcl(path: string, entries: string): Promise<void> {
    await this.call('PUT', path, 'MODIFYACLENTRIES', { aclspec: entries });
  }

  /** @param bytes of all replicas together; -1: no quota, for files and folders too */
  async setQuota(path: string, files: number, bytes: number): Promise<void> {
    await this.call('PUT', path, 'SETQUOTA', { namespacequota: files, storagespacequota: bytes });
  }

  async truncate(path: string, newLength: number): Promise<boolean> {
    return parsed(BooleanAnswer, await this.call('POST', path, 'TRUNCATE', { newlength: newLength })).boolean;
  }

  /** False: there is nothing at `path`. Past the trash. */
  async remove(path: string, recursive: boolean): Promise<boolean> {
    return parsed(BooleanAnswer, await this.call('DELETE', path, 'DELETE', { recursive })).boolean;
  }

  /**
   * @param overwrite  what is at the destination is replaced, in one step
   * @throws HdfsError
   */
  async rename(path: string, destination: string, overwrite: boolean): Promise<void> {
    const renameoptions = overwrite ? 'OVERWRITE' : 'NONE';
    try {
      await this.call('PUT', path, 'RENAME', { destination, renameoptions });
    } catch (error) {
      // Asked twice around a hand-over, the second finds it done.
      const twice = error instanceof HdfsError && error.exception === 'FileNotFoundException';
      if (!twice || !(await this.#wasMoved(path, destination))) throw error;
    }
  }

  async #wasMoved(path: string, destination: string): Promise<boolean> {
    const there = await this.status(destination).then(
      () => true,
      () => false,
    );
    const here = await this.status(path).then(
      () => true,
      () => false,
    );
    return there && !here;
  }

  /**
   * Bytes of a file from `offset` on, streamed.
   *
   * @param known  what `place` gave for the file: its DataNode is asked without asking the NameNode again
   */
  open(path: string, offset: number, length: number | undefined, known?: URL): Promise<IncomingMessage> {
    return patiently(this.#options.patienceMilliseconds, async (attempt) => {
      const at = new URL(attempt === 0 && known ? known : await this.place(path));
      at.searchParams.set('offset', String(offset));
      if (length === undefined) at.searchParams.delete('length');
      else at.searchParams.set('length', String(length));
      return this.#exchange('GET', at);
    });
  }

  /** Where the NameNode sends somebody who wants to read the file; good for any part of it. */
  place(path: string): Promise<URL> {
    return this.#location('GET', path, 'OPEN', {});
  }

  /**
   * Writes a file as a whole; where a server goes away meanwhile, again from its beginning.
   *
   * @param body  is asked for anew then
   */
  create(path: string, body: () => Readable, query: CreateQuery): Promise<void> {
    return patiently(this.#options.patienceMilliseconds, async (attempt) => {
      // What broke off may have made the name, which then is ours.
      const overwrite = query.overwrite || (attempt > 0 && (await this.#isEmpty(path)));
      await this.#write('PUT', 'CREATE', path, body, { ...query, overwrite });
    });
  }

  async #isEmpty(path: string): Promise<boolean> {
    return this.status(path).then(
      ({ length, type }) => type === 'FILE' && length === 0,
      () => false,
    );
  }

  /** Once: who appends knows how much of it has arrived when it breaks off. */

  append(path: string, body: () => Readable): Promise<void> {
    return this.#write('POST', 'APPEND', path, body, {});
  }

  async #write(method: Method, op: string, path: string, body: () => Readable, query: Query): Promise<void> {
    const answer = await this.#exchange(method, await this.#location(method, path, op, query), undefined, body());
    answer.resume();
  }

  #exchange(method: Method, url: URL, signal?: AbortSignal, body?: Readable): Promise<IncomingMessage> {
    const milliseconds = this.#options.answerMilliseconds;
    return exchange(this.#agent, { method, url, milliseconds, signal, ...(body && { body }) });
  }

  #url(address: string, path: string, op: string, query: Query): URL {
    return operationUrl(address, path, { op, 'user.name': this.#options.user, doas: this.#doAs, ...query });
  }

  close(): void {
    this.#agent.destroy();
  }
}
