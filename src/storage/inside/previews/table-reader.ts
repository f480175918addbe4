import { closeSync, constants, openSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { previewCsv } from './csv.ts';
import { previewParquet } from './parquet.ts';
import type { TableAnswer, TableRequest } from './table-request.ts';

const idleMilliseconds = 15_000;

/** The child process that reads tables: answers one question after the other, ends when none comes. */
export async function readTables(): Promise<void> {
  const connection = await openEngine();
  let last = Promise.resolve();
  let idle = setTimeout(() => process.exit(0), idleMilliseconds);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request: TableRequest) => {
    clearTimeout(idle);
    last = last.then(async () => {
      process.send?.(await answer(connection, request));
      clearTimeout(idle);
      idle = setTimeout(() => process.exit(0), idleMilliseconds);
    });
  });
}

/** Loaded here and not at the top: the files server shares this bundle and must not carry the engine. */
async function openEngine(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '512MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  return await instance.connect();
}

/** The file is named by its descriptor, so that no character of its name is read as a pattern. */
async function answer(connection: DuckDBConnection, request: TableRequest): Promise<TableAnswer> {
  const { id, format, rows, gzip } = request;
  try {
    const fd = openSync(request.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const file = `'/proc/self/fd/${fd}'`;
      const preview =
        format === 'parquet'
          ? await previewParquet(connection, file, rows)
          : await previewCsv(connection, { file, fd, format, rows, gzip });
      return { id, ok: true, preview };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      id,
      ok: false,
      why: (why.split('\n')[0] ?? why).replaceAll(/\/proc\/self\/fd\/\d+/g, 'the file').slice(0, 300),
    };
  }
}
