import { createServer, type Server } from 'node:http';
import { fileProblems } from '../problems.ts';
import { parseHomePath } from '../rules/home-path.ts';
import { entryOf } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import type { Call } from './http/call.ts';
import { type Route, router } from './http/router.ts';
import { FolderLister, type ListQuestion } from './list-folder.ts';
import { isGroupsFolder, locate } from './location.ts';
import { Owners } from './owners.ts';
import { readContent } from './read-content.ts';
import { tusRoutes } from './uploads/tus-routes.ts';
import { Uploads } from './uploads/uploads.ts';
import { writeContent } from './write-content.ts';

export function createFilesServer(env: FilesEnvironment): Server {
  const owners = new Owners(env.account);
  const lister = new FolderLister(env, owners);
  const uploads = new Uploads(env, owners);
  const routes: Route[] = [
    {
      method: 'GET',
      path: '/list',
      handler: (call) => lister.list(pathOf(call), listQuestion(call)),
    },
    {
      method: 'GET',
      path: '/stat',
      handler: (call) => {
        const path = pathOf(call);
        const entry = entryOf(
          owners,
          isGroupsFolder(path) ? env.groups : locate(env, path).absolute,
          path,
          path.slice(path.lastIndexOf('/') + 1),
        );
        if (entry === undefined) throw fileProblems['file-not-found']({ field: 'path' });
        return entry;
      },
    },
    { method: 'GET', path: '/content', handler: (call) => readContent(env, call) },
    { method: 'HEAD', path: '/content', handler: (call) => readContent(env, call) },
    { method: 'PUT', path: '/content', handler: (call) => writeContent(env, owners, call) },
    { method: 'GET', path: '/uploads', handler: () => ({ uploads: uploads.unfinished() }) },
    ...tusRoutes(uploads),
  ];
  const server = createServer(router(env.account, routes, (done) => void done));
  // An upload of gigabytes takes as long as it takes.
  server.requestTimeout = 0;
  return server;
}

function pathOf(call: Call) {
  return parseHomePath(call.query('path') ?? '');
}

function listQuestion(call: Call): ListQuestion {
  return {
    cursor: call.query('cursor'),
    limit: call.integer('limit', 1, 1000),
    sort: call.choice('sort', ['name', 'size', 'changed']),
    order: call.choice('order', ['up', 'down']),
    filter: call.query('filter')?.slice(0, 255),
    hidden: call.flag('hidden'),
    foldersOnly: call.flag('folders'),
  };
}
