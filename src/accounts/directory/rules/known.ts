/** An account that exists or existed. */
export interface KnownAccount {
  readonly name: string;
  readonly uid: number;
  readonly displayName: string;
  readonly administrator: boolean;
  readonly suspended: boolean;
  readonly deleted: boolean;
  readonly version: number;
  /** Of those that the directory keeps. */
  readonly groups: readonly string[];
  readonly from: KnownEntry | undefined;
}

export interface KnownTeam {
  readonly name: string;
  readonly gid: number;
  readonly deleted: boolean;
  readonly from: KnownEntry | undefined;
}

/** The directory's entry behind an account or a group. */
export interface KnownEntry {
  readonly id: string;
  readonly dn: string;
  readonly gone: boolean;
  /** Suspended because it was gone, and by nobody since. */
  readonly suspendedByIt: boolean;
}

export interface Known {
  readonly accounts: readonly KnownAccount[];
  readonly teams: readonly KnownTeam[];
}
