import { parseHomePath, parseNewPath } from '../../rules/home-path.ts';
import type { FilesEnvironment } from '../environment.ts';
import type { Jobs } from '../jobs.ts';
import { makeFolder } from '../make-folder.ts';
import type { Owners } from '../owners.ts';
import { Transfer } from '../transfer.ts';
import { writeContent } from '../write-content.ts';
import { type Body, conflicts } from './call.ts';
import { pathsIn } from './paths.ts';
import type { Route } from './router.ts';

/** What makes, renames, moves and copies. */
export function changeRoutes({ env, owners, jobs }: { env: FilesEnvironment; owners: Owners; jobs: Jobs }): Route[] {
  const transfer = new Transfer(env, owners, jobs);
  return [
    { method: 'PUT', path: '/content', handler: (call) => writeContent(env, owners, call) },
    {
      method: 'POST',
      path: '/folders',
      status: 201,
      handler: async (call) => {
        const body = await call.body();
        return makeFolder(env, owners, parseNewPath(body.text('path')), body.flag('parents'));
      },
    },
    {
      method: 'POST',
      path: '/rename',
      handler: async (call) => {
        const body = await call.body();
        return transfer.rename(parseHomePath(body.text('path')), body.text('name'));
      },
    },
    {
      method: 'POST',
      path: '/move',
      status: 202,
      handler: async (call) => {
        const { paths, to, conflict } = whereTo(await call.body());
        return await transfer.move(paths, to, conflict);
      },
    },
    {
      method: 'POST',
      path: '/copy',
      status: 202,
      handler: async (call) => {
        const { paths, to, conflict } = whereTo(await call.body());
        return await transfer.copy(paths, to, conflict);
      },
    },
    { method: 'DELETE', path: '/jobs/:id', handler: (call) => jobs.cancel(call.id) },
  ];
}

function whereTo(body: Body) {
  return {
    paths: pathsIn(body, 'paths'),
    to: parseHomePath(body.text('to'), 'to'),
    conflict: body.choice('conflict', conflicts) ?? 'fail',
  };
}
