import { fileProblems } from '../../problems.ts';
import { type HomePath, nameOf, parseHomePath } from '../../rules/home-path.ts';
import type { Activity } from '../activity.ts';
import { entryOf } from '../entry.ts';
import type { FilesEnvironment } from '../environment.ts';
import { FileFinder } from '../find-files.ts';
import type { Jobs } from '../jobs.ts';
import { FolderLister, type ListQuestion } from '../list-folder.ts';
import { isGroupsFolder, locate } from '../location.ts';
import type { Owners } from '../owners.ts';
import { PlaceSizes, readPlaces } from '../places.ts';
import { preview } from '../previews/preview.ts';
import type { TableReader } from '../previews/table-reader-client.ts';
import { readContent } from '../read-content.ts';
import type { Trash } from '../trash.ts';
import type { Watches } from '../watch.ts';
import { sendZip } from '../zip.ts';
import type { Call } from './call.ts';
import { pathOf } from './paths.ts';
import type { Route } from './router.ts';

interface Parts {
  env: FilesEnvironment;
  owners: Owners;
  trash: Trash;
  watches: Watches;
  jobs: Jobs;
  activity: Activity;
  tables: TableReader;
  /** The home has what it begins with. */
  ready: Promise<unknown>;
}

/** What only looks. */
export function readRoutes({ env, owners, trash, watches, jobs, activity, tables, ready }: Parts): Route[] {
  const lister = new FolderLister(env, owners);
  const finder = new FileFinder(env, owners);
  const sizes = new PlaceSizes(ready);
  const absoluteOf = (path: HomePath) => (isGroupsFolder(path) ? env.groups : locate(env, path).absolute);
  return [
    { method: 'GET', path: '/places', handler: () => readPlaces(env, trash, sizes) },
    { method: 'GET', path: '/list', handler: (call) => lister.list(pathOf(call), listQuestion(call)) },
    {
      method: 'GET',
      path: '/find',
      handler: (call) => finder.find(call.query('ending')?.slice(0, 64) ?? '', call.integer('limit', 1, 5000) ?? 1000),
    },
    {
      method: 'GET',
      path: '/stat',
      handler: (call) => {
        const path = pathOf(call);
        const entry = entryOf(owners, absoluteOf(path), path, nameOf(path));
        if (entry === undefined) throw fileProblems['file-not-found']({ field: 'path' });
        return entry;
      },
    },
    {
      method: 'GET',
      path: '/preview',
      handler: (call) => {
        const size = {
          rows: call.integer('rows', 1, 500) ?? 50,
          bytes: call.integer('bytes', 1, 1_048_576) ?? 262_144,
        };
        return preview(env, tables, pathOf(call), size);
      },
    },
    { method: 'GET', path: '/content', handler: (call) => readContent(env, call) },
    { method: 'HEAD', path: '/content', handler: (call) => readContent(env, call) },
    { method: 'GET', path: '/zip', handler: (call) => sendZip(env, call, zipPaths(call)) },
    {
      method: 'GET',
      path: '/watch',
      handler: (call) => watches.open(call, pathOf(call), absoluteOf(pathOf(call))),
    },
    { method: 'GET', path: '/jobs', handler: () => ({ jobs: jobs.list() }) },
    { method: 'GET', path: '/jobs/:id', handler: (call) => jobs.get(call.id) },
    { method: 'GET', path: '/activity', handler: () => activity.status() },
  ];
}

function zipPaths(call: Call): HomePath[] {
  const paths = call.queryAll('path').map((path) => parseHomePath(path));
  if (paths.length === 0) throw fileProblems['path-invalid']({ field: 'path', detail: 'Name at least one path.' });
  return paths;
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
