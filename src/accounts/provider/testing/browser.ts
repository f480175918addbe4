/** Follows links and keeps cookies by their paths, as a browser does. */
export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, { readonly path: string; readonly value: string }>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async ask(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const { pathname } = new URL(url, this.#origin);
    const cookies = [...this.#cookies].filter(([, { path }]) => pathname.startsWith(path));
    const answer = await fetch(new URL(url, this.#origin), {
      method,
      redirect: 'manual',
      headers: {
        ...(cookies.length === 0 ? {} : { cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; ') }),
        ...(body === undefined ? {} : { 'content-type': 'application/json', origin: this.#origin }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const set of answer.headers.getSetCookie()) this.#keep(set);
    return answer;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test names what it expects in each answer
  async read(url: string): Promise<any> {
    return await (await this.ask('GET', url)).json();
  }

  /** Goes where it is led within the platform; gives the first address outside, or a page of the platform. */
  async follow(url: string): Promise<URL> {
    let at = new URL(url, this.#origin);
    for (let steps = 0; steps < 10; steps++) {
      if (at.origin !== this.#origin || !at.pathname.startsWith('/oidc/')) return at;
      const answer = await this.ask('GET', at.href);
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${at.href} answers ${answer.status}: ${await answer.text()}`);
      at = new URL(location, at);
    }
    throw new Error(`${url} leads nowhere`);
  }

  async signIn(username: string, password: string): Promise<void> {
    const answer = await this.ask('POST', '/api/session', { username, password });
    if (!answer.ok) throw new Error(`${username} could not sign in: ${await answer.text()}`);
  }

  has(cookie: string): boolean {
    return this.#cookies.has(cookie);
  }

  #keep(set: string): void {
    const [pair = '', ...attributes] = set.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
    const over = attributes.some((each) => /^expires=Thu, 01 Jan 1970|^max-age=0$/i.test(each));
    if (value === '' || over) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), { path, value });
  }
}
