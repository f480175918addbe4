import type { FilesEnvironment } from './environment.ts';
import { seedHome } from './seed.ts';
import { createFilesServer } from './server.ts';

/**
 * Listens on descriptor 3, which the agent has opened, until told to end or idle for `STOA_IDLE_SECONDS`.
 *
 * @param entry script of this process, to start the reader of tables from
 */
export function serve(env: FilesEnvironment, entry: string): void {
  // A home that is full or not writable must still be looked at and cleaned.
  const seeded = seedHome(env).catch((error: unknown) => warn('the home could not be prepared', error));
  const { http, activity, sweep } = createFilesServer(env, entry, seeded);
  const socket = process.env.STOA_LISTEN;
  http.listen(socket === undefined ? { fd: 3 } : { path: socket });
  setTimeout(() => sweep().catch((error: unknown) => warn('old files could not be taken away', error)), 30_000).unref();

  const end = () => {
    http.close(() => process.exit(0));
    http.closeAllConnections();
  };
  const idleMilliseconds = Number(process.env.STOA_IDLE_SECONDS ?? 0) * 1000;
  if (idleMilliseconds > 0) {
    const look = () => activity.idleMilliseconds() > idleMilliseconds && end();
    setInterval(look, Math.min(idleMilliseconds, 5000)).unref();
  }
  process.once('SIGTERM', end).once('SIGINT', end);
}

function warn(what: string, error: unknown): void {
  console.error(JSON.stringify({ level: 'warn', what, error: String(error) }));
}
