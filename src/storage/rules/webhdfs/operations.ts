import type { HadoopClass } from './exceptions.ts';

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

/** What is answered here, by the method that Hadoop has given it. */
export const operations = {
  OPEN: 'GET',
  GETFILESTATUS: 'GET',
  GETFILELINKSTATUS: 'GET',
  LISTSTATUS: 'GET',
  LISTSTATUS_BATCH: 'GET',
  GETCONTENTSUMMARY: 'GET',
  GETQUOTAUSAGE: 'GET',
  GETFILECHECKSUM: 'GET',
  GETFILEBLOCKLOCATIONS: 'GET',
  GET_BLOCK_LOCATIONS: 'GET',
  GETHOMEDIRECTORY: 'GET',
  GETTRASHROOT: 'GET',
  GETSERVERDEFAULTS: 'GET',
  GETSTATUS: 'GET',
  CHECKACCESS: 'GET',
  MKDIRS: 'PUT',
  CREATE: 'PUT',
  RENAME: 'PUT',
  SETPERMISSION: 'PUT',
  SETOWNER: 'PUT',
  SETTIMES: 'PUT',
  SETREPLICATION: 'PUT',
  APPEND: 'POST',
  CONCAT: 'POST',
  TRUNCATE: 'POST',
  DELETE: 'DELETE',
} as const satisfies Readonly<Record<string, Method>>;

export type Operation = keyof typeof operations;

type Refusal = readonly [HadoopClass, string];

const noLinks: Refusal = ['UnsupportedOperationException', 'Symlinks not supported'];
/** In the words of a NameNode where they are switched off. */
const noAcls: Refusal = [
  'AclException',
  'The ACL operation has been rejected.  Support for ACLs has been disabled: share through the folder of a group.',
];
const noAttributes: Refusal = [
  'IOException',
  'The XAttr operation has been rejected.  Support for XAttrs has been disabled.',
];
const noSuperuser: Refusal = ['AccessControlException', 'Access denied. Superuser privilege is required'];
const noSnapshots: Refusal = ['UnsupportedOperationException', 'Local files have no snapshots'];
const noPolicies: Refusal = ['UnsupportedOperationException', 'Local files have no storage or erasure coding policies'];

/** What Hadoop has and this storage has not, and how it is refused. */
export const unsupported: Readonly<Record<string, Refusal>> = {
  CREATESYMLINK: noLinks,
  GETLINKTARGET: noLinks,
  SETQUOTA: noSuperuser,
  SETQUOTABYSTORAGETYPE: noSuperuser,
  GETTRASHROOTS: noSuperuser,
  ALLOWSNAPSHOT: noSnapshots,
  DISALLOWSNAPSHOT: noSnapshots,
  CREATESNAPSHOT: noSnapshots,
  RENAMESNAPSHOT: noSnapshots,
  DELETESNAPSHOT: noSnapshots,
  GETSNAPSHOTDIFF: noSnapshots,
  GETSNAPSHOTDIFFLISTING: noSnapshots,
  GETSNAPSHOTTABLEDIRECTORYLIST: noSnapshots,
  GETSNAPSHOTLIST: noSnapshots,
  SETSTORAGEPOLICY: noPolicies,
  UNSETSTORAGEPOLICY: noPolicies,
  GETSTORAGEPOLICY: noPolicies,
  GETALLSTORAGEPOLICY: noPolicies,
  SATISFYSTORAGEPOLICY: noPolicies,
  SETECPOLICY: noPolicies,
  UNSETECPOLICY: noPolicies,
  GETECPOLICY: noPolicies,
  GETECPOLICIES: noPolicies,
  GETECCODECS: noPolicies,
  ENABLEECPOLICY: noPolicies,
  DISABLEECPOLICY: noPolicies,
  SETXATTR: noAttributes,
  REMOVEXATTR: noAttributes,
  GETXATTRS: noAttributes,
  LISTXATTRS: noAttributes,
  MODIFYACLENTRIES: noAcls,
  REMOVEACLENTRIES: noAcls,
  REMOVEDEFAULTACL: noAcls,
  REMOVEACL: noAcls,
  SETACL: noAcls,
  GETACLSTATUS: noAcls,
};

export function isOperation(name: string): name is Operation {
  return Object.hasOwn(operations, name);
}
