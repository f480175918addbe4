import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';

/** What the mount is told, as JSON in a file; it is read again when a name is met that it does not tell. */
export const MountPlan = Type.Object({
  account: Type.String(),
  uid: Type.Integer(),
  gid: Type.Integer(),
  /** By name. */
  groups: Type.Record(Type.String(), Type.Integer()),
  /** In HDFS. */
  home: Type.String(),
  groupsFolder: Type.String(),
  /** Where tasks see the groups' folders; a link in the home leads there. */
  groupsLink: Type.String(),
  /** On this host: what is written, until HDFS has it. */
  spool: Type.String(),
  replication: Type.Integer({ minimum: 1 }),
  nameNodes: Type.Array(Type.String()),
  /** Who may act for the account. */
  service: Type.String(),
  answerMilliseconds: Type.Integer(),
  patienceMilliseconds: Type.Integer(),
  connections: Type.Integer(),
});
export type MountPlan = Type.Static<typeof MountPlan>;

export function readPlan(path: string): MountPlan {
  return Value.Parse(MountPlan, JSON.parse(readFileSync(path, 'utf8')));
}

/** As the kernel's `nobody`: owned by somebody who is none of this tenant's business. */
const nobody = 65534;

/** Numbers for the names that HDFS has, and back. */
export class Owners {
  readonly #path: string;
  #plan: MountPlan;

  constructor(path: string) {
    this.#path = path;
    this.#plan = readPlan(path);
  }

  uid(owner: string): number {
    return owner === this.#plan.account ? this.#plan.uid : nobody;
  }

  gid(group: string): number {
    return this.#gid(group) ?? this.#again()(group) ?? nobody;
  }

  /** Undefined: none of the tenant's. */
  groupOf(gid: number): string | undefined {
    if (gid === this.#plan.gid) return this.#plan.account;
    return Object.entries(this.#plan.groups).find(([, number]) => number === gid)?.[0];
  }

  #gid(group: string): number | undefined {
    return group === this.#plan.account ? this.#plan.gid : this.#plan.groups[group];
  }

  /** A tenant that has come into a group since. */
  #again(): (group: string) => number | undefined {
    const known = this.#asked;
    return (group) => {
      if (known.has(group)) return undefined;
      known.add(group);
      this.#plan = readPlan(this.#path);
      return this.#gid(group);
    };
  }

  readonly #asked = new Set<string>();
}
