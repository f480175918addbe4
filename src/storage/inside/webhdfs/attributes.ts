import { chmodSync, chownSync, utimesSync } from 'node:fs';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import type { Owners } from '../owners.ts';
import { type Answerer, changeablePath, isReal } from './asked.ts';
import { groupName } from './file-status.ts';
import type { TenantSpace } from './tenant-space.ts';

/** Bits that clients of HDFS know; those that a group's folder passes on to what is made in it stay as they are. */
const knownBits = 0o1777;

/** What changes a file's owner, rights and times. */
export class Attributes {
  readonly #space: TenantSpace;
  readonly #owners: Owners;

  constructor(space: TenantSpace, owners: Owners) {
    this.#space = space;
    this.#owners = owners;
  }

  permission: Answerer = (asked) => {
    const wanted = asked.given.permission('permission') ?? 0o755;
    using held = this.#space.hold(changeablePath(asked));
    chmodSync(held.path, (held.stats.mode & ~knownBits & 0o7777) | wanted);
    return undefined;
  };

  /** Nobody here is a superuser: an owner gives a file to a group of the own ones, and to nobody else. */
  owner: Answerer = (asked) => {
    const { account } = this.#space.env;
    const owner = asked.given.text('owner');
    const group = asked.given.text('group');
    if (owner === undefined && group === undefined)
      throw new HadoopException('IllegalArgumentException', 'Both owner and group are empty.');
    using held = this.#space.hold(changeablePath(asked));
    if (owner !== undefined && owner !== this.#owners.user(held.stats.uid).name)
      throw denied(`User ${account} is not a super user (non-super user cannot change owner).`);
    if (group !== undefined && group !== groupName(this.#owners, held.stats)) {
      const gid = this.#gidOf(group);
      if (gid === undefined) throw denied(`User ${account} does not belong to ${group.slice(0, 64)}`);
      chownSync(held.path, held.stats.uid, gid);
    }
    return undefined;
  };

  times: Answerer = (asked) => {
    const changed = asked.given.integer('modificationtime', -1) ?? -1;
    const read = asked.given.integer('accesstime', -1) ?? -1;
    using held = this.#space.hold(changeablePath(asked));
    const { atimeMs, mtimeMs } = held.stats;
    utimesSync(held.path, (read < 0 ? atimeMs : read) / 1000, (changed < 0 ? mtimeMs : changed) / 1000);
    return undefined;
  };

  /** There is one copy, whatever was asked; HDFS says only whether it is a file. */
  replication: Answerer = (asked) => {
    asked.given.integer('replication', 1);
    if (!isReal(asked.path)) return { boolean: false };
    using held = this.#space.holdOwn(asked.path);
    return { boolean: held?.stats.isFile() ?? false };
  };

  #gidOf(group: string): number | undefined {
    const own = [process.getgid?.() ?? -1, ...(process.getgroups?.() ?? [])];
    return own.find((gid) => this.#owners.group(gid) === group);
  }
}

function denied(message: string): HadoopException {
  return new HadoopException('AccessControlException', message);
}
