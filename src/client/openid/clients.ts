import {
  type Client,
  changeClient,
  deleteClient,
  listClients,
  registerClient,
  renewClientSecret,
  replaceKeys,
} from '../../accounts/provider/contract.ts';
import { call } from '../call.ts';
import { tableText } from '../cluster/table-text.ts';
import type { Connection } from '../connection.ts';

export interface ClientOptions {
  readonly redirect: string[];
  readonly name?: string;
  readonly public?: boolean;
  readonly trusted?: boolean;
  readonly signOut?: string[];
  readonly backChannel?: string;
}

export async function clientList(to: Connection): Promise<string> {
  const items: Client[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: { items: Client[]; next: string | null } = await call(to, listClients, {
      query: after === '' ? {} : { after },
    });
    items.push(...page.items);
    after = page.next;
  }
  return items.length === 0 ? 'No site signs people in with Stoa.\n' : tableText(heads, items.map(row));
}

export async function addClient(to: Connection, id: string, options: ClientOptions): Promise<string> {
  const made = await call(to, registerClient, {
    body: {
      ...{ id, kind: options.public ? 'public' : 'confidential', name: options.name ?? id },
      ...{ trusted: options.trusted ?? false, redirectUris: options.redirect, signOutUris: options.signOut ?? [] },
      backChannelUri: options.backChannel ?? null,
    },
  });
  const { issuer } = await call(to, listClients, { query: { limit: 1 } });
  return [`issuer         ${issuer}`, `client id      ${made.id}`, ...secretLines(made.secret), ''].join('\n');
}

export async function alterClient(to: Connection, client: string, given: Partial<ClientOptions>): Promise<string> {
  const { name, trusted, redirect, signOut, backChannel } = given;
  const changed = await call(to, changeClient, {
    params: { client },
    body: {
      ...(name === undefined ? {} : { name }),
      ...(trusted === undefined ? {} : { trusted }),
      ...(redirect === undefined ? {} : { redirectUris: redirect }),
      ...(signOut === undefined ? {} : { signOutUris: signOut }),
      ...(backChannel === undefined ? {} : { backChannelUri: backChannel === 'none' ? null : backChannel }),
    },
  });
  return tableText(heads, [row(changed)]);
}

export async function renewSecret(to: Connection, client: string): Promise<string> {
  const { secret } = await call(to, renewClientSecret, { params: { client } });
  return [...secretLines(secret), ''].join('\n');
}

export async function removeClient(to: Connection, client: string): Promise<string> {
  await call(to, deleteClient, { params: { client } });
  return `${client} is removed.\n`;
}

export async function newKeys(to: Connection): Promise<string> {
  await call(to, replaceKeys);
  return 'A new key signs; nothing that an old one signed is believed any more.\n';
}

function secretLines(secret: string | null): string[] {
  return secret === null ? [] : [`client secret  ${secret}   (not shown again)`];
}

const heads = ['ID', 'NAME', 'KIND', 'TRUSTED', 'LEADS BACK TO'];

function row({ id, name, kind, trusted, redirectUris }: Client): string[] {
  return [id, name, kind, trusted ? 'yes' : 'no', redirectUris.join(' ')];
}
