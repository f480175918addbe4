import { type Room, route } from '../../platform/index.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import { LiveDirectory } from './live-directory.ts';
import type { DirectoryOptions } from './options.ts';
import { directoryPolicies } from './policy.ts';
import { wrong } from './problems.ts';

export interface OpenDirectory extends Room {
  /** undefined: every account is kept here. */
  readonly directory: LiveDirectory | undefined;
}

const none: contract.DirectoryState = {
  ...{ configured: false, begun: false, running: false, everySeconds: 0, peopleBase: '', groupsBase: '' },
  ...{ administrators: '', servers: [], last: null, doneAt: null },
};

/** The directory as a source of accounts, where one is set up. */
export async function openDirectory(parts: Parts, options: DirectoryOptions | undefined): Promise<OpenDirectory> {
  const directory = options && (await LiveDirectory.open(parts, options));
  const required = (): LiveDirectory => {
    if (directory) return directory;
    throw wrong['no-directory']('Name its servers in the setting directory.urls.');
  };
  return {
    directory,
    policies: directoryPolicies,
    routes: [
      route(contract.getDirectory, async () => directory?.state() ?? none),
      route(contract.previewDirectory, async (ctx) => await required().preview(ctx.signal)),
      route(contract.synchroniseDirectory, async (ctx, { body }) => {
        const { account, credentialId } = ctx.caller();
        const { remote, requestId } = ctx;
        return await required().synchronise({ account, credentialId, remote, requestId }, body.removeMany);
      }),
    ],
    close: async () => await directory?.close(),
  };
}
