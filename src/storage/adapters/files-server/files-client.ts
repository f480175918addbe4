import type { Readable } from 'node:stream';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { Agent, type Dispatcher, request } from 'undici';
import { fillPath } from '../../../platform/operation.ts';
import { Problem } from '../../../platform/problem.ts';
import { type FilesOperation, filesContract } from '../../contract.ts';

type Reply<Name extends FilesOperation> = Static<(typeof filesContract)[Name]['reply']>;

interface Given {
  /** `:id` of the path. */
  id?: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
}

/** A client of one tenant's files server over its unix socket, made from the contract; replies are checked against it. */
export class FilesClient implements AsyncDisposable {
  readonly #account: string;
  readonly #agent: Agent;

  constructor(account: string, socketPath: string) {
    this.#account = account;
    this.#agent = new Agent({ connect: { socketPath } });
  }

  async call<Name extends FilesOperation>(name: Name, given: Given = {}): Promise<Reply<Name>> {
    const { method, path, reply } = filesContract[name];
    const address = fillPath(path, { name: this.#account, ...(given.id === undefined ? {} : { id: given.id }) });
    const response = await request(`http://files${address}${queryOf(given.query)}`, {
      dispatcher: this.#agent,
      method,
      ...(given.body === undefined
        ? {}
        : { body: JSON.stringify(given.body), headers: { 'content-type': 'application/json' } }),
    });
    await throwProblem(response);
    const value: unknown = await response.body.json();
    // The server runs as the tenant, who can answer in its place.
    const [wrong] = Value.Errors(reply, value);
    if (wrong !== undefined) {
      throw new Error(
        `${name}: the files server's answer is not as agreed at "${wrong.instancePath}": ${wrong.message}`,
      );
    }
    return value as Reply<Name>;
  }

  /** `GET /content` and other answers that are not JSON. */
  async get(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    headers: Record<string, string> = {},
  ): Promise<Dispatcher.ResponseData> {
    const address = `http://files/user/${this.#account}/files${path}${queryOf(query)}`;
    const response = await request(address, { dispatcher: this.#agent, headers });
    await throwProblem(response);
    return response;
  }

  async put(
    query: Readonly<Record<string, string>>,
    body: Readable | Uint8Array | string,
    headers: Record<string, string> = {},
  ): Promise<Reply<'stat'>> {
    const address = `http://files/user/${this.#account}/files/content${queryOf(query)}`;
    const response = await request(address, { dispatcher: this.#agent, method: 'PUT', body, headers });
    await throwProblem(response);
    return Value.Parse(filesContract.stat.reply, await response.body.json());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}

function queryOf(query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

async function throwProblem(response: Dispatcher.ResponseData): Promise<void> {
  if (response.statusCode < 400) return;
  const { code, status, title, detail, field, type: _type, ...extra } = parseProblem(await response.body.text());
  throw new Problem(
    {
      code: String(code ?? 'internal-error'),
      status: Number(status ?? response.statusCode),
      title: String(title ?? ''),
    },
    { detail: String(detail ?? ''), extra, ...(typeof field === 'string' ? { field } : {}) },
  );
}

function parseProblem(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
