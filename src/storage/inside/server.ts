import { createServer, type RequestListener, type Server } from 'node:http';
import { Activity } from './activity.ts';
import type { FilesEnvironment } from './environment.ts';
import { changeRoutes } from './http/change-routes.ts';
import { readRoutes } from './http/read-routes.ts';
import { router } from './http/router.ts';
import { trashRoutes } from './http/trash-routes.ts';
import { Jobs } from './jobs.ts';
import { Owners } from './owners.ts';
import { TableReader } from './previews/table-reader-client.ts';
import { sweepStaging } from './sweep-staging.ts';
import { Trash } from './trash.ts';
import { tusRoutes } from './uploads/tus-routes.ts';
import { Uploads } from './uploads/uploads.ts';
import { Watches } from './watch.ts';
import { webHdfs } from './webhdfs/index.ts';

const hour = 3600 * 1000;

export interface FilesServer {
  http: Server;
  activity: Activity;
  /** Takes away what is old: the trash behind its days, uploads and staged copies that nobody came back for. */
  sweep(): Promise<void>;
}

/** @param ready  the home has what it begins with; nothing is answered before, so that its first page shows that */
export function createFilesServer(env: FilesEnvironment, entry: string, ready: Promise<unknown>): FilesServer {
  const tables = new TableReader(entry);
  const owners = new Owners(env.account);
  const jobs = new Jobs();
  const uploads = new Uploads(env, owners);
  const trash = new Trash(env, owners, jobs);
  const watches = new Watches(jobs);
  const activity = new Activity(() => jobs.busy || uploads.busy, watches);
  const routes = [
    ...readRoutes({ env, owners, trash, watches, jobs, activity, tables, ready }),
    ...changeRoutes({ env, owners, jobs }),
    ...trashRoutes({ trash, watches }),
    ...tusRoutes(uploads),
  ];
  const during = (done: Promise<void>) => activity.during(done);
  const own = router(env.account, routes, ready, during);
  const base = `/user/${env.account}/files/webhdfs/v1`;
  const hadoop = webHdfs(base, env, owners, ready, during);
  const either: RequestListener = (request, response) =>
    isBelow(base, request.url ?? '') ? hadoop(request, response) : own(request, response);
  const http = createServer(either);
  // An upload of gigabytes takes as long as it takes.
  http.requestTimeout = 0;
  // Longer than the gateway keeps its end, so that it never sends into a connection that closes.
  http.keepAliveTimeout = 75_000;
  const sweep = async () => {
    uploads.sweep(Date.now());
    await trash.sweep(Date.now());
    await sweepStaging(env, Date.now());
  };
  setInterval(() => void sweep().catch(() => undefined), hour).unref();
  return { http, activity, sweep };
}

function isBelow(base: string, url: string): boolean {
  return url.startsWith(base) && /^(?:[/?]|$)/.test(url.slice(base.length));
}
