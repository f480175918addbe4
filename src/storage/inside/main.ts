import { readEnvironment } from './environment.ts';
import { seedHome } from './seed.ts';
import { createFilesServer } from './server.ts';

process.umask(0o077);
const env = readEnvironment(process.env);
const server = createFilesServer(env);
const socket = process.env.STOA_LISTEN;
server.listen(socket === undefined ? { fd: 3 } : { path: socket });
seedHome(env).catch((error: unknown) => {
  // A home that is full or not writable must still be looked at and cleaned.
  console.error(JSON.stringify({ level: 'warn', what: 'the home could not be prepared', error: String(error) }));
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
