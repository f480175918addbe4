import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the command line is signed in: the platform's address and a token. */
export interface Connection {
  readonly url: string;
  readonly token: string;
}

/** The command cannot go on; the message says why and what to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** Of the problem that the platform answered, e.g. `file-not-found`; empty when it is none. */
  readonly code: string;
  /** What the command ends with. */
  readonly exitCode: number;

  constructor(message: string, { code = '', exitCode = 1, ...options }: RefusedOptions = {}) {
    super(message, options);
    this.code = code;
    this.exitCode = exitCode;
  }
}

interface RefusedOptions extends ErrorOptions {
  code?: string;
  exitCode?: number;
}

const file = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'stoa', 'connection.json');

/** Inside a workspace `STOA_URL` and `STOA_TOKEN_FILE` say it; elsewhere `stoa sign-in` has stored it. */
export function connection(): Connection {
  const { STOA_URL: url, STOA_TOKEN: token, STOA_TOKEN_FILE: tokenFile } = process.env;
  if (url !== undefined && token !== undefined) return { url, token };
  if (url !== undefined && tokenFile !== undefined && existsSync(tokenFile))
    return { url, token: readFileSync(tokenFile, 'utf8').trim() };
  if (!existsSync(file)) throw new Refused('Not signed in. Run `stoa sign-in ADDRESS` first.');
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function storeConnection(connection: Connection): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(connection)}\n`, { mode: 0o600 });
}

export function forgetConnection(): void {
  rmSync(file, { force: true });
}
