import { readFileSync } from 'node:fs';
import type { AccountsOptions } from '../accounts/index.ts';
import { BadSetting, type Settings } from '../platform/index.ts';

/**
 * Where accounts come from besides those made here; undefined: nowhere. The files are read as the one who starts control,
 * so the password may be root's alone.
 *
 * @throws BadSetting
 */
export function directoryOptions(settings: Settings): AccountsOptions['directory'] {
  if (settings.directoryUrls.length === 0) return undefined;
  if (settings.directoryPeopleBase === '')
    throw new BadSetting('directory.people-base: expected where people are, such as ou=people,dc=example,dc=org');
  if (settings.directoryBindDn !== '' && settings.directoryBindPasswordFile === '')
    throw new BadSetting('directory.bind-password-file: expected a file, as directory.bind-dn is set');
  const { directoryCa: ca, directoryBindPasswordFile: passwordFile } = settings;
  return {
    urls: settings.directoryUrls,
    startTls: settings.directoryStartTls,
    authorities: ca === '' ? undefined : read('directory.ca', ca),
    bindDn: settings.directoryBindDn,
    bindPassword: passwordFile === '' ? '' : read('directory.bind-password-file', passwordFile).replace(/\r?\n$/, ''),
    people: { base: settings.directoryPeopleBase, filter: settings.directoryPeopleFilter },
    groups: { base: settings.directoryGroupsBase, filter: settings.directoryGroupsFilter },
    attributes: {
      id: settings.directoryId,
      name: settings.directoryName,
      displayName: settings.directoryDisplayName,
      uidNumber: settings.directoryUidNumber,
      gidNumber: settings.directoryGidNumber,
      groupName: settings.directoryGroupName,
      members: settings.directoryMembers.split(',').map((name) => name.trim()),
    },
    administrators: settings.directoryAdministrators,
    primaryByGid: settings.directoryPrimaryGroup === 'gid-number',
    pageSize: settings.directoryPageSize,
    answerMilliseconds: settings.directoryAnswerSeconds * 1000,
    signInMilliseconds: settings.directorySignInSeconds * 1000,
    everyMilliseconds: settings.directoryEverySeconds * 1000,
    wholeMilliseconds: settings.directoryWholeMinutes * 60_000,
    mostRemoved: settings.directoryMostRemoved,
    mostRemovedPercent: settings.directoryMostRemovedPercent,
    leastNumber: settings.directoryLeastNumber,
    keptNumbers: [settings.controlUid, settings.gatewayUid],
  };
}

function read(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadSetting(`${key}: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
