import { readFileSync } from 'node:fs';

/** Names of uids and gids as this sandbox knows them, read once when first asked. */
export class Owners {
  readonly #account: string;
  readonly #uid = process.getuid?.() ?? -1;
  #users: Map<number, string> | undefined;
  #groups: Map<number, string> | undefined;

  constructor(account: string) {
    this.#account = account;
  }

  user(uid: number): { name: string; you: boolean } {
    if (uid === this.#uid) return { name: this.#account, you: true };
    this.#users ??= readNames('/etc/passwd');
    return { name: this.#users.get(uid) ?? `uid ${uid}`, you: false };
  }

  group(gid: number): string | undefined {
    this.#groups ??= readNames('/etc/group');
    return this.#groups.get(gid);
  }
}

/** passwd(5) and group(5): the name first, the number third. */
function readNames(file: string): Map<number, string> {
  const names = new Map<number, string>();
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // A sandbox without the file has numbers only.
  }
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name !== undefined && id !== undefined) names.set(Number(id), name);
  }
  return names;
}
