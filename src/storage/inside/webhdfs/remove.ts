import { rmdirSync } from 'node:fs';
import { lastName, parentOf } from '../../rules/webhdfs/path.ts';
import { eraseTree, stepper } from '../tree.ts';
import { type Answerer, changeablePath } from './asked.ts';
import type { TenantSpace } from './tenant-space.ts';

/** Deletes for good, as HDFS does; clients that keep a trash rename into it instead. */
export function remover(space: TenantSpace): Answerer {
  return async (asked) => {
    const path = changeablePath(asked);
    const recursive = asked.given.flag('recursive', false);
    using own = space.holdOwn(path);
    if (own === undefined) return { boolean: false };
    using parent = space.folder(parentOf(path));
    if (own.stats.isDirectory() && !recursive) rmdirSync(parent.at(lastName(path)));
    else {
      const nobody = { item: () => undefined, bytes: () => undefined };
      await eraseTree(parent, lastName(path), { ...nobody, step: stepper(asked.signal) });
    }
    return { boolean: true };
  };
}
