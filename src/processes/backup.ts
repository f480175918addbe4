import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import { BadSetting, type Settings } from '../platform/index.ts';
import { foldersOf } from './folders.ts';

/** Copies the database page by page with SQLite's own backup, which a running platform does not notice. */
export async function backup(settings: Settings, file: string): Promise<void> {
  const source = join(foldersOf(settings).control, 'state.sqlite');
  if (!existsSync(source)) throw new BadSetting(`data: there is no database at ${source}`);
  if (existsSync(file)) throw new BadSetting(`backup: ${file} exists already; nothing was written`);
  process.umask(0o077);
  const database = new DatabaseSync(source, { readOnly: true });
  const pages = await copyDatabase(database, file);
  database.close();
  process.stdout.write(`Copied ${pages} pages to ${file}\n`);
}
