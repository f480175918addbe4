import type { DirectoryOptions } from '../../../src/accounts/directory/options.ts';
import { groupsBase, peopleBase, type Slapd, suffix } from './slapd.ts';

/** As the defaults of the settings are, but for what a test cannot wait for. */
export function directoryAt(slapd: Slapd, given: Partial<DirectoryOptions> = {}): DirectoryOptions {
  return {
    ...{ urls: [slapd.url], startTls: true, authorities: slapd.certificate },
    ...{ bindDn: `cn=stoa,${suffix}`, bindPassword: 'reader' },
    people: { base: peopleBase, filter: '(objectClass=posixAccount)' },
    groups: { base: groupsBase, filter: '(|(objectClass=posixGroup)(objectClass=groupOfNames))' },
    attributes: {
      ...{ id: 'entryUUID', name: 'uid', displayName: 'cn', uidNumber: 'uidNumber', gidNumber: 'gidNumber' },
      ...{ groupName: 'cn', members: ['member', 'uniqueMember', 'memberUid'] },
    },
    ...{ administrators: 'operators', primaryByGid: true, pageSize: 200 },
    ...{
      answerMilliseconds: 1500,
      signInMilliseconds: 4000,
      everyMilliseconds: 3_600_000,
      wholeMilliseconds: 3_600_000,
    },
    ...{ mostRemoved: 3, mostRemovedPercent: 10, leastNumber: 1000, keptNumbers: [19_998, 19_999] },
    ...given,
  };
}
