import {
  type Changes,
  getDirectory,
  previewDirectory,
  type Synchronisation,
  synchroniseDirectory,
} from '../../accounts/directory/contract.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';

export async function directoryStatus(to: Connection): Promise<string> {
  const state = await call(to, getDirectory, {});
  if (!state.configured) return 'Accounts do not come from a directory: the setting directory.urls names none.\n';
  const servers = state.servers.map(
    ({ url, state: how, detail }) => `${url}: ${detail === '' ? how : `${how}, ${detail}`}`,
  );
  const last = state.last ? saySynchronisation(state.last) : '';
  const begun = state.begun
    ? `Followed every ${state.everySeconds} s.`
    : 'Nothing is taken over yet. Look at "stoa directory preview", then begin with "stoa directory sync".';
  return `${[...servers, begun].join('\n')}\n${last}`;
}

export async function directoryPreview(to: Connection): Promise<string> {
  return sayChanges(await call(to, previewDirectory, {}));
}

export async function directorySync(to: Connection, removeMany: boolean): Promise<string> {
  return saySynchronisation(await call(to, synchroniseDirectory, { body: { removeMany } }));
}

function saySynchronisation({ at, milliseconds, code, detail, changes }: Synchronisation): string {
  const when = `${new Date(at).toISOString()}, ${(milliseconds / 1000).toFixed(1)} s`;
  const how = code === null ? 'done' : `${code}: ${detail}`;
  return `Last synchronisation with a change or a failure (${when}): ${how}\n${changes ? sayChanges(changes) : ''}`;
}

function sayChanges(changes: Changes): string {
  const { people, groups, refused } = changes;
  const lists: readonly (readonly [string, Changes['newAccounts']])[] = [
    ['new accounts', changes.newAccounts],
    ['changed', changes.changed],
    ['let in again', changes.resumed],
    ['suspended, as they are gone', changes.suspended],
    ['new groups', changes.newGroups],
    ['groups that are gone', changes.goneGroups],
  ];
  return [
    `The directory has ${people} people and ${groups} groups.`,
    ...lists.filter(([, { total }]) => total > 0).map(([what, list]) => `${what}: ${list.total} (${some(list)})`),
    ...(lists.every(([, { total }]) => total === 0) ? ['Nothing changes.'] : []),
    ...(refused.total > 0 ? [`not taken over: ${refused.total}`] : []),
    ...refused.first.map(({ dn, why }) => `  ${dn}: ${why}`),
    ...(changes.tooManyGone ? ['So many are gone at once that only "sync --remove-many" does this.'] : []),
    '',
  ].join('\n');
}

function some({ total, first }: Changes['newAccounts']): string {
  const shown = first.slice(0, 8).join(', ');
  return total > 8 ? `${shown}, …` : shown;
}
