import { readEnvironment } from './environment.ts';
import { createFilesServer } from './server.ts';

process.umask(0o077);
const server = createFilesServer(readEnvironment(process.env));
const socket = process.env.STOA_LISTEN;
server.listen(socket === undefined ? { fd: 3 } : { path: socket });
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
