import type { Asked } from '../client/exchange.ts';

/** How an operation is passed on. */
export interface Passing {
  readonly method: Asked['method'];
  /** Through a DataNode, which the NameNode names: with a body, or answered with one. */
  readonly data?: 'in' | 'out';
  /** Done twice it is not what it is done once: what broke off is not asked again. */
  readonly once?: true;
}

const look: Passing = { method: 'GET' };
const change: Passing = { method: 'PUT' };
const once: Passing = { method: 'PUT', once: true };

/**
 * What is passed on to HDFS, which decides with the account's rights. Not here: what makes, renews or cancels HDFS's own
 * delegation tokens, since nobody but the platform reaches HDFS.
 */
export const passed: Readonly<Record<string, Passing>> = {
  OPEN: { method: 'GET', data: 'out' },
  GETFILECHECKSUM: { method: 'GET', data: 'out' },
  CREATE: { method: 'PUT', data: 'in' },
  APPEND: { method: 'POST', data: 'in', once: true },
  CONCAT: { method: 'POST', once: true },
  TRUNCATE: { method: 'POST' },
  UNSETSTORAGEPOLICY: { method: 'POST' },
  UNSETECPOLICY: { method: 'POST' },
  DELETE: { method: 'DELETE', once: true },
  DELETESNAPSHOT: { method: 'DELETE', once: true },
  RENAME: once,
  CREATESNAPSHOT: once,
  RENAMESNAPSHOT: once,
  ...Object.fromEntries(
    [
      ...['MKDIRS', 'SETPERMISSION', 'SETOWNER', 'SETTIMES', 'SETREPLICATION', 'SETQUOTA', 'SETQUOTABYSTORAGETYPE'],
      ...['MODIFYACLENTRIES', 'REMOVEACLENTRIES', 'REMOVEDEFAULTACL', 'REMOVEACL', 'SETACL', 'SETXATTR', 'REMOVEXATTR'],
      ...['ALLOWSNAPSHOT', 'DISALLOWSNAPSHOT', 'SETSTORAGEPOLICY', 'SATISFYSTORAGEPOLICY', 'SETECPOLICY'],
      ...['CREATESYMLINK'],
    ].map((op) => [op, change]),
  ),
  ...Object.fromEntries(
    [
      ...['GETFILESTATUS', 'GETFILELINKSTATUS', 'LISTSTATUS', 'LISTSTATUS_BATCH', 'GETCONTENTSUMMARY', 'GETQUOTAUSAGE'],
      ...['GETHOMEDIRECTORY', 'GETTRASHROOT', 'GETSERVERDEFAULTS', 'GETSTATUS', 'CHECKACCESS', 'GETLINKTARGET'],
      ...['GETACLSTATUS', 'GETXATTRS', 'LISTXATTRS', 'GETSTORAGEPOLICY', 'GETALLSTORAGEPOLICY', 'GETECPOLICY'],
      ...['GETFILEBLOCKLOCATIONS', 'GETSNAPSHOTDIFF', 'GETSNAPSHOTLIST', 'GETSNAPSHOTTABLEDIRECTORYLIST'],
      ...['GETECPOLICIES', 'GETECCODECS', 'GETSNAPSHOTDIFFLISTING', 'GETTRASHROOTS'],
    ].map((op) => [op, look]),
  ),
};
