import { createInterface } from 'node:readline';
import { getSession, makeToken, signIn } from '../accounts/contract.ts';
import { fillPath } from '../platform/operation.ts';
import { call, send } from './call.ts';
import { Refused, storeConnection } from './connection.ts';

const daysOfToken = 90;

/** Signs in with a name and a password, makes a token of its own for the command line, and stores that. */
export async function signInTo(url: string, username: string, password: string, device: string): Promise<string> {
  const origin = new URL(url).origin;
  const answer = await send(origin + fillPath(signIn.path, {}), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0];
  if (cookie === undefined) throw new Refused('The platform gave no session.');
  const made = await send(origin + makeToken.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ name: `stoa on ${device}`, expiresAt: Date.now() + daysOfToken * 86_400_000 }),
  });
  const { token } = (await made.json()) as { token: string };
  await send(origin + getSession.path, { method: 'DELETE', headers: { cookie } });
  storeConnection({ url: origin, token });
  const session = await call({ url: origin, token }, getSession);
  return session.account.name;
}

/** Asks on the terminal; `hidden` does not echo. Without a terminal it reads one line of standard input. */
export async function ask(question: string, hidden: boolean): Promise<string> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write(question);
  const lines = createInterface({
    input: process.stdin,
    ...(terminal && !hidden ? { output: process.stderr } : {}),
    terminal,
  });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (terminal && hidden) process.stderr.write('\n');
  return String(value ?? '');
}
