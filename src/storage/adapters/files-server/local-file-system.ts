import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../../platform/problem.ts';
import type { Conflict, Job } from '../../contract.ts';
import type { FileSystem, Owner } from '../../file-system.ts';
import type { HomePath } from '../../rules/home-path.ts';
import type { FilesClient } from './files-client.ts';

/**
 * Files on the local file system: the files server in the owner's sandbox does the work.
 *
 * @param connect gives the client of the owner's files server, which it starts where it is not running
 */
export function localFileSystem(connect: (owner: Owner) => Promise<FilesClient>): FileSystem {
  async function transfer(
    owner: Owner,
    kind: 'copy' | 'move',
    paths: readonly HomePath[],
    to: HomePath,
    conflict: Conflict,
  ): Promise<Job> {
    const client = await connect(owner);
    return await ended(client, await client.call(kind, { body: { paths, to, conflict } }));
  }

  return {
    list: async (owner, path, page = {}) => await (await connect(owner)).call('list', { query: { path, ...page } }),
    stat: async (owner, path) => await (await connect(owner)).call('stat', { query: { path } }),
    read: async (owner, path, range) => {
      const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end ?? ''}` };
      return (await (await connect(owner)).get('/content', { path }, headers)).body;
    },
    write: async (owner, path, content, conflict) => await (await connect(owner)).put({ path, conflict }, content),
    makeFolder: async (owner, path) => await (await connect(owner)).call('makeFolder', { body: { path } }),
    rename: async (owner, path, name) => await (await connect(owner)).call('rename', { body: { path, name } }),
    copy: (owner, paths, to, conflict) => transfer(owner, 'copy', paths, to, conflict),
    move: (owner, paths, to, conflict) => transfer(owner, 'move', paths, to, conflict),
    remove: async (owner, paths) => (await (await connect(owner)).call('remove', { body: { paths } })).trashed,
    restore: async (owner, ids, conflict) =>
      (await (await connect(owner)).call('restore', { body: { ids, conflict } })).restored,
  };
}

async function ended(client: FilesClient, started: Job): Promise<Job> {
  let job = started;
  while (job.state === 'running') {
    await delay(200);
    job = await client.call('job', { id: job.id });
  }
  if (job.problem !== undefined) throw new Problem(job.problem, { detail: job.problem.detail });
  return job;
}
