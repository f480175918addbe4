import { HdfsError } from './client/hdfs-error.ts';
import type { WebHdfs } from './client/web-hdfs.ts';

export interface HomesOptions {
  /** Folders in HDFS, such as `/user`. */
  readonly homes: string;
  readonly groups: string;
  readonly replication: number;
  /** Of one copy: HDFS counts all of them. */
  readonly home: { readonly bytes: number; readonly files: number };
  readonly group: { readonly bytes: number; readonly files: number };
}

/** Whoever writes there: WebHDFS knows no umask, and new files would be open to everybody. */
const privateAcl = 'default:user::rwx,default:group::---,default:other::---';
const sharedAcl = 'default:user::rwx,default:group::rwx,default:mask::rwx,default:other::---';

/** Makes homes and groups' folders in HDFS, as its superuser. What is there and complete is left as it is. */
export class HdfsHomes {
  readonly #hdfs: WebHdfs;
  readonly #options: HomesOptions;
  readonly #known = new Map<string, Promise<void>>();

  /** @param hdfs  as the superuser */
  constructor(hdfs: WebHdfs, options: HomesOptions) {
    this.#hdfs = hdfs;
    this.#options = options;
  }

  /** Returns when the account's home is there: its alone, with its quotas. */
  ensureHome(account: string): Promise<void> {
    const { homes, home } = this.#options;
    const path = `${homes}/${account}`;
    return this.#once(path, async () => {
      if ((await this.#ownerOf(path))?.owner === account) return;
      await this.#make(path, '700', privateAcl, home);
      await this.#hdfs.setOwner(path, account, account);
    });
  }

  /** The same of a group's folder, for its members. */
  ensureGroup(group: string): Promise<void> {
    const { groups, group: limits } = this.#options;
    const path = `${groups}/${group}`;
    return this.#once(path, async () => {
      if ((await this.#ownerOf(path))?.group === group) return;
      await this.#make(path, '770', sharedAcl, limits);
      await this.#hdfs.setOwner(path, '', group);
    });
  }

  /** Callers at the same time share the work; what has failed is done anew for the next one. */
  #once(path: string, work: () => Promise<void>): Promise<void> {
    const known = this.#known.get(path);
    if (known) return known;
    const made = work();
    this.#known.set(path, made);
    made.catch(() => this.#known.delete(path));
    return made;
  }

  /** The owner comes last, so that a folder which has it is complete. */
  async #make(path: string, permission: string, acl: string, limits: HomesOptions['home']): Promise<void> {
    const parent = path.slice(0, path.lastIndexOf('/'));
    // Folders that are made on the way to another get its permission: a closed one would lock everybody out.
    if (parent !== '' && (await this.#ownerOf(parent)) === undefined) await this.#hdfs.makeFolder(parent, '755');
    await this.#hdfs.makeFolder(path, permission);
    await this.#hdfs.changeAcl(path, acl);
    await this.#hdfs.setPermission(path, permission);
    await this.#hdfs.setQuota(path, limits.files, limits.bytes * this.#options.replication);
  }

  async #ownerOf(path: string): Promise<{ owner: string; group: string } | undefined> {
    try {
      return await this.#hdfs.status(path);
    } catch (error) {
      if (error instanceof HdfsError && error.exception === 'FileNotFoundException') return undefined;
      throw error;
    }
  }
}
