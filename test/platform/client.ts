import type { Platform } from './start-platform.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what the platform answered, looked at by tests
  readonly body: any;
}

/** A person at a browser: keeps the session cookie. Or a program: sends a token. */
export class Client {
  readonly url: string;
  cookie = '';
  token = '';

  constructor(url: string) {
    this.url = url;
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';', 1)[0] ?? '';
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parse(text) };
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.send('POST', path, body);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export async function signIn(platform: Pick<Platform, 'url'>, username: string, password: string): Promise<Client> {
  const client = new Client(platform.url);
  const answer = await client.post('/api/session', { username, password });
  if (answer.status >= 300) throw new Error(`sign-in of ${username}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return client;
}

export async function signInAdmin(platform: Platform): Promise<Client> {
  return signIn(platform, 'admin', platform.adminPassword);
}

/** Makes the account with a password, and signs in as it. */
export async function newPerson(admin: Client, name: string, more: object = {}): Promise<Client> {
  const password = `password-of-${name}`;
  const made = await admin.post('/api/accounts', { name, password, ...more });
  if (made.status >= 300) throw new Error(`account ${name}: ${made.status} ${JSON.stringify(made.body)}`);
  return signIn(admin, name, password);
}

/** Starts the account's workspace and waits until it is ready. */
export async function startWorkspace(client: Client, name: string): Promise<void> {
  const answer = await client.post(`/api/workspaces/${name}/start?wait=true`);
  if (answer.body.state !== 'running') throw new Error(`workspace ${name}: ${JSON.stringify(answer.body, null, 1)}`);
}
