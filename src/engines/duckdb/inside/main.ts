import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineSocketName } from '../protocol.ts';
import { serveControl } from './control-server.ts';
import { Engine } from './engine.ts';
import { isSqlExpected } from './is-sql-expected.ts';
import { readSettings } from './settings.ts';
import { runAsThinKernel } from './thin-kernel.ts';

const answerMilliseconds = 300;

/** `sql-kernel.js` is the workspace's engine; `sql-kernel.js -f <connection file>` is one kernel of it. */
process.umask(0o077);
const { values } = parseArgs({
  options: { 'connection-file': { type: 'string', short: 'f' } },
  allowPositionals: true,
});
const settings = readSettings(process.env);
const socket = join(settings.runtime, engineSocketName);
await mkdir(settings.runtime, { recursive: true, mode: 0o700 });

const connectionFile = values['connection-file'];
if (connectionFile !== undefined && (await runAsThinKernel(socket, connectionFile))) process.exit(0);
await runEngine();

async function runEngine(): Promise<void> {
  process.chdir(settings.home);
  const engine = new Engine(settings);
  const server = await serveControl(engine, socket);
  if (!server && connectionFile !== undefined) {
    // Another engine began in the same moment.
    await runAsThinKernel(socket, connectionFile);
    process.exit(0);
  }
  if (!server) {
    console.error(`A SQL engine is running already on ${socket}.`);
    process.exit(1);
  }
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    server.close();
    await engine.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => {
    // A Jupyter client interrupts its kernel's process so.
    for (const kernel of engine.list())
      if (kernel.connectionFile === connectionFile) engine.kernel(kernel.id).interrupt();
    if (connectionFile === undefined) void stop();
  });
  if (connectionFile !== undefined) {
    const id = `process-${process.pid}`;
    engine.whenKernelCloses(() => {
      if (engine.list().length === 0) void stop();
    });
    await engine.open({ id, connectionFile, cwd: process.env.PWD ?? settings.home });
  }
  // The launcher starts another engine; the cell's answer goes out first.
  engine.database.whenInvalid(() => setTimeout(() => process.exit(1), answerMilliseconds));
  // While the workspace's server still starts: the first cell finds the database open.
  if (isSqlExpected(settings.home)) engine.database.warmUp();
}
