import { Client } from '../../platform/client.ts';
import { pause, untilAnswered } from '../until.ts';

/** Makes accounts, groups and tokens all the time; what was answered with success is what must be there. */
export class AccountChanges {
  readonly accounts: string[] = [];
  readonly groups: string[] = [];
  /** Members put into a group, `group/account`. */
  readonly members: string[] = [];
  readonly tokens: string[] = [];
  readonly revoked: string[] = [];
  readonly #admin: Client;
  #going = true;
  #work: Promise<void> = Promise.resolve();

  constructor(admin: Client) {
    this.#admin = admin;
  }

  start(): void {
    this.#work = this.#change();
    // Told by stop().
    this.#work.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#work;
  }

  async #change(): Promise<void> {
    for (let i = 0; this.#going; i++) {
      const name = `person-${i}`;
      if (await this.#done('POST', '/api/accounts', { name, password: `password-of-${name}` }))
        this.accounts.push(name);
      const group = `team-${i}`;
      if (i % 5 === 0 && (await this.#done('POST', '/api/groups', { name: group }))) {
        this.groups.push(group);
        const member = this.accounts.at(-1);
        if (member && (await this.#done('PUT', `/api/groups/${group}/members/${member}`, {})))
          this.members.push(`${group}/${member}`);
      }
      if (i % 4 === 0) {
        const made = await this.#send('POST', '/api/tokens', { name });
        if (made?.status === 201) {
          const revoke = i % 8 === 0 && (await this.#done('DELETE', `/api/tokens/${made.body.id}`));
          if (i % 8 !== 0) this.tokens.push(made.body.token);
          else if (revoke) this.revoked.push(made.body.token);
        }
      }
      await pause(30);
    }
  }

  async #done(method: string, path: string, body?: unknown): Promise<boolean> {
    const answer = await this.#send(method, path, body);
    return answer !== undefined && answer.status < 300;
  }

  #send(method: string, path: string, body?: unknown) {
    return this.#admin.send(method, path, body).catch(() => undefined);
  }

  /** What is not as it was acknowledged, in words. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    const listed = await this.#all('/api/accounts');
    const names = listed.map((item) => item.name);
    if (new Set(names).size !== names.length) faults.push('an account is listed twice');
    if (new Set(listed.map((item) => item.uid)).size !== names.length) faults.push('two accounts have one uid');
    for (const name of this.accounts) if (!names.includes(name)) faults.push(`account ${name} is lost`);
    const groups = (await this.#all('/api/groups')).map((item) => item.name);
    for (const name of this.groups) if (!groups.includes(name)) faults.push(`group ${name} is lost`);
    for (const each of this.members) {
      const [group = '', member] = each.split('/');
      const members = await this.#all(`/api/groups/${group}`);
      if (members.filter(({ name }) => name === member).length !== 1) faults.push(`${each} is no member`);
    }
    for (const [tokens, status] of [
      [this.tokens, 200],
      [this.revoked, 401],
    ] as const)
      for (const token of tokens) {
        const holder = new Client(this.#admin.url);
        holder.token = token;
        const answer = await untilAnswered('an answer to a token', () => holder.get('/api/session'));
        if (answer.status !== status) faults.push(`a token is answered with ${answer.status} instead of ${status}`);
      }
    const records = await this.#all('/api/audit');
    const sequences = new Set(records.map((record) => record.sequence));
    if (sequences.size !== records.length) faults.push('an audit record is there twice');
    if (Math.max(...sequences) - Math.min(...sequences) + 1 !== sequences.size)
      faults.push('an audit record is missing');
    for (const name of this.accounts) {
      const made = records.filter(
        ({ operation, target, result }) => operation === 'POST /api/accounts' && target === name && result === 'ok',
      );
      if (made.length !== 1) faults.push(`${made.length} audit records of the making of ${name}`);
    }
    return faults;
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the platform answered, looked at by tests
  async #all(path: string): Promise<any[]> {
    // biome-ignore lint/suspicious/noExplicitAny: the same
    const items: any[] = [];
    for (let after = ''; ; ) {
      const query = `limit=500${after && `&after=${encodeURIComponent(after)}`}`;
      const page = await untilAnswered(path, async () => {
        const answer = await this.#admin.get(`${path}?${query}`);
        return answer.status === 200 ? answer.body : undefined;
      });
      items.push(...page.items);
      if (page.next === null) return items;
      after = page.next;
    }
  }
}
