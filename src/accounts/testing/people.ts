import type { Client } from './client.ts';
import { adminPassword, type TestPlatform } from './platform.ts';

export const password = 'a quiet afternoon';

export async function signedInAdmin(platform: TestPlatform): Promise<Client> {
  const admin = platform.client('198.51.100.250');
  const got = await admin.signIn('admin', adminPassword);
  if (got.status !== 200) throw new Error(`admin could not sign in: ${JSON.stringify(got.body)}`);
  return admin;
}

/** Makes an account with `password` and signs it in. */
export async function signedInPerson(platform: TestPlatform, admin: Client, name: string, more = {}): Promise<Client> {
  const made = await admin.post('/api/accounts', { name, password, ...more });
  if (made.status !== 201) throw new Error(`${name} was not made: ${JSON.stringify(made.body)}`);
  const person = platform.client();
  const got = await person.signIn(name, password);
  if (got.status !== 200) throw new Error(`${name} could not sign in: ${JSON.stringify(got.body)}`);
  return person;
}
