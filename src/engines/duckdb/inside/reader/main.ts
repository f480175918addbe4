import { rm } from 'node:fs/promises';
import { loadDuckDB } from '../load-duckdb.ts';
import { readSettings } from '../settings.ts';
import { createReaderServer } from './reader-server.ts';

/** `sql-reader.js`: reads stored results for the page, apart from the kernels; ends when nobody asked for a while. */
process.umask(0o077);
const settings = readSettings(process.env);
const listen = process.env.STOA_LISTEN ?? 'fd:3';
const idleMs = Number(process.env.STOA_READER_IDLE_SECONDS ?? 120) * 1_000;

const server = createReaderServer(settings, (active) => {
  clearTimeout(idle);
  if (active === 0) idle = setTimeout(stop, idleMs);
});
let idle = setTimeout(stop, idleMs);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (listen.startsWith('fd:')) server.listen({ fd: Number(listen.slice(3)) });
else {
  await rm(listen, { force: true });
  server.listen(listen);
}
void loadDuckDB();

function stop(): void {
  if (!listen.startsWith('fd:')) void rm(listen, { force: true }).finally(() => process.exit(0));
  else process.exit(0);
}
