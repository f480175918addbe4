import type { createServer } from '../../platform/index.ts';

type Server = ReturnType<typeof createServer>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Got {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test names what it expects in each answer
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A browser, or a program with a token, as the server sees it. Keeps the cookie that it is given. */
export class Client {
  readonly #server: Server;
  readonly remote: string;
  cookie: string | undefined;
  token: string | undefined;

  constructor(server: Server, remote: string) {
    this.#server = server;
    this.remote = remote;
  }

  async ask(method: Method, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Got> {
    const answer = await this.#server.inject({
      ...{ method, url },
      headers: {
        'x-stoa-remote': this.remote,
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const set = answer.headers['set-cookie'];
    if (typeof set === 'string') this.cookie = set.split(';', 1)[0];
    return { status: answer.statusCode, body: parsed(answer.body), headers: answer.headers };
  }

  get = (url: string) => this.ask('GET', url);
  post = (url: string, body?: unknown) => this.ask('POST', url, body);
  put = (url: string, body?: unknown) => this.ask('PUT', url, body);
  patch = (url: string, body?: unknown) => this.ask('PATCH', url, body);
  delete = (url: string, body?: unknown) => this.ask('DELETE', url, body);

  async signIn(username: string, password: string): Promise<Got> {
    return await this.post('/api/session', { username, password });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
