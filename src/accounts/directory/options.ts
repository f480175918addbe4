/** Where people and groups come from, and how they are read there. */
export interface DirectoryOptions {
  /** Tried in this order, e.g. `ldaps://ldap1.example.org`. */
  readonly urls: readonly string[];
  /** Asks `ldap://` servers for TLS before anything else is said. */
  readonly startTls: boolean;
  /** PEM; the system's authorities where undefined. */
  readonly authorities: string | undefined;
  /** Who reads the directory; empty: nobody in particular. */
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly people: Searched;
  readonly groups: Searched;
  readonly attributes: DirectoryAttributes;
  /** Canonical name of the group whose members administer the platform; empty: that is said here. */
  readonly administrators: string;
  /** What a new account launches counts in the group of its gid number; else in `everyone`. */
  readonly primaryByGid: boolean;
  readonly pageSize: number;
  /** One step of a connection. */
  readonly answerMilliseconds: number;
  /** A sign-in, with all servers that it tries. */
  readonly signInMilliseconds: number;
  readonly everyMilliseconds: number;
  /** Everything is read and compared again after so long; between, what changed and who is there. */
  readonly wholeMilliseconds: number;
  /** More people than both of these, gone at once, are not believed. */
  readonly mostRemoved: number;
  readonly mostRemovedPercent: number;
  /** Numbers below are the system's. */
  readonly leastNumber: number;
  /** Numbers that the platform itself uses. */
  readonly keptNumbers: readonly number[];
}

export interface Searched {
  readonly base: string;
  readonly filter: string;
}

export interface DirectoryAttributes {
  /** Of people and groups: never given to another entry. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  /** Empty: the platform gives numbers of its own. */
  readonly uidNumber: string;
  readonly gidNumber: string;
  readonly groupName: string;
  /** Each holds DNs of people and groups, or people's names. */
  readonly members: readonly string[];
}
