import { readEnvironment } from './environment.ts';
import { seedHome } from './seed.ts';
import { createFilesServer } from './server.ts';

process.umask(0o077);
const env = readEnvironment(process.env);
const { http, activity, sweep } = createFilesServer(env);
const socket = process.env.STOA_LISTEN;
http.listen(socket === undefined ? { fd: 3 } : { path: socket });

// A home that is full or not writable must still be looked at and cleaned.
seedHome(env).catch((error: unknown) => warn('the home could not be prepared', error));
setTimeout(() => sweep().catch((error: unknown) => warn('old files could not be taken away', error)), 30_000).unref();

/** 0: stays until it is told to end. */
const idleMilliseconds = Number(process.env.STOA_IDLE_SECONDS ?? 0) * 1000;
if (idleMilliseconds > 0) {
  setInterval(
    () => {
      if (activity.idleMilliseconds() > idleMilliseconds) end();
    },
    Math.min(idleMilliseconds, 5000),
  ).unref();
}
process.once('SIGTERM', end).once('SIGINT', end);

function end(): void {
  http.close(() => process.exit(0));
  http.closeAllConnections();
}

function warn(what: string, error: unknown): void {
  console.error(JSON.stringify({ level: 'warn', what, error: String(error) }));
}
