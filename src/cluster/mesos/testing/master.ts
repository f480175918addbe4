import Fastify from 'fastify';
import type { Identity } from '../../../platform/index.ts';
import { RecordReader } from '../codec/record-io.ts';
import { openMesosDoor } from '../door.ts';
import { SmallCore } from './small-core.ts';

export type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** The Mesos API over a core of one agent, on a port of its own. Tokens are the names of accounts. */
export async function startMaster({ callsPerSecond = 10_000 } = {}) {
  const core = new SmallCore();
  const failures: unknown[] = [];
  const administrators = new Set<string>();
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 2_000_000 });
  const close = openMesosDoor(app, {
    core,
    rolesOf: async (account) => [`everyone/${account}`, `team/${account}`],
    master: { id: 'm', ip: 2130706433, port: 5050, hostname: 'localhost', version: '1.11.0' },
    mostFrameworks: 20,
    mostWatchers: 10,
    callsPerSecond,
    startedAt: 1,
    now: () => 2_000,
    identify: async (authorization) => identityOf(authorization, administrators),
    failed: (error) => failures.push(error),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    core,
    administrators,
    failures,
    url,
    call: (body: unknown, given: Given = {}) => post(url, body, given),
    subscribe: async (info: object = {}, given: Given & { id?: string } = {}) => {
      const id = given.id === undefined ? {} : { framework_id: { value: given.id } };
      const framework_info = {
        user: 'root',
        name: 'test',
        ...(given.id === undefined ? {} : { id: id.framework_id }),
        ...info,
      };
      return Subscription.open(url, { ...id, type: 'SUBSCRIBE', subscribe: { framework_info } }, given);
    },
    watch: (as = 'alice') => Subscription.open(url, { type: 'SUBSCRIBE' }, { path: '/api/v1', as }),
    async close() {
      close();
      await app.close();
    },
  };
}

export interface Given {
  readonly as?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function post(
  url: string,
  body: unknown,
  { as = 'alice', path = '/api/v1/scheduler', method = 'POST', headers = {} }: Given,
) {
  return fetch(`${url}/mesos${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    headers: {
      authorization: `Basic ${Buffer.from(`${as}:${as}`).toString('base64')}`,
      'content-type': 'application/json',
      ...headers,
    },
  } as RequestInit);
}

function identityOf(authorization: string, administrators: ReadonlySet<string>): Identity | undefined {
  const account = /^Bearer (alice|bob)$/.exec(authorization)?.[1];
  if (account === undefined) return undefined;
  const administrator = administrators.has(account);
  const rest = { uid: 1, via: 'token', credentialId: 'c', mustChangePassword: false } as const;
  return { account, scopes: ['all'], ...rest, administrator };
}

/** A scheduler's stream of events, in JSON. */
export class Subscription {
  readonly answer: Response;
  readonly events: Event[] = [];
  readonly ended: Promise<void>;
  readonly #url: string;
  readonly #as: string;
  #wake: () => void = () => undefined;

  static async open(url: string, body: unknown, given: Given): Promise<Subscription> {
    return new Subscription(url, await post(url, body, given), given.as ?? 'alice');
  }

  private constructor(url: string, answer: Response, as: string) {
    this.#url = url;
    this.#as = as;
    this.answer = answer;
    this.ended = this.#read();
  }

  get id(): string {
    return JSON.parse(JSON.stringify(this.events[0])).subscribed.framework_id.value;
  }

  get stream(): string {
    return this.answer.headers.get('mesos-stream-id') ?? '';
  }

  /** The first event of the type that was not taken yet. */
  async next(type: string): Promise<Event> {
    const late = Date.now() + 5_000;
    for (;;) {
      const at = this.events.findIndex((event) => event.type === type);
      if (at >= 0) return type === 'SUBSCRIBED' ? (this.events[at] as Event) : (this.events.splice(at, 1)[0] as Event);
      if (Date.now() > late) throw new Error(`no ${type} among ${JSON.stringify(this.events)}`);
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#wake = resolve;
        }),
        new Promise((resolve) => setTimeout(resolve, 100)),
      ]);
    }
  }

  call(body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const call = { framework_id: { value: this.id }, ...body };
    return post(this.#url, call, { as: this.#as, headers: { 'mesos-stream-id': this.stream, ...headers } });
  }

  async #read(): Promise<void> {
    const reader = new RecordReader(1_000_000);
    try {
      for await (const chunk of this.answer.body ?? [])
        for (const record of reader.take(chunk)) {
          this.events.push(JSON.parse(record.toString()));
          this.#wake();
        }
    } catch {
      // Cut off: what came until then is there.
    }
  }
}
