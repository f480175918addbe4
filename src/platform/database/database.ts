import type { Migration } from './migration.ts';
import { openReader, type Reader } from './reader.ts';
import { startWriter, type Writer } from './writer.ts';

/** The platform's state: one writer, readers beside it. */
export interface Database {
  readonly file: string;
  readonly read: Reader;
  commit: Writer['commit'];
  close(): Promise<void>;
}

export async function openDatabase(file: string, migrations: readonly Migration[]): Promise<Database> {
  const writer = await startWriter({ file, migrations });
  const { reader, close } = openReader(file);
  return {
    file,
    read: reader,
    commit: (commands) => writer.commit(commands),
    async close() {
      close();
      await writer.close();
    },
  };
}
