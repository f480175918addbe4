/** A person as the directory tells of them. */
export interface Person {
  readonly id: string;
  readonly dn: string;
  /** As it is spelled there. */
  readonly name: string;
  readonly displayName: string;
  readonly uid: number | undefined;
  /** Of the group that is theirs first. */
  readonly gid: number | undefined;
}

/** A group as the directory tells of it. */
export interface Team {
  readonly id: string;
  readonly dn: string;
  readonly name: string;
  readonly gid: number | undefined;
  /** DNs of people and groups, or names of people. */
  readonly members: readonly string[];
}

export interface Entries {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
}
