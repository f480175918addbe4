import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Holder {
  readonly pid: number;
  readonly address: string;
  readonly startedAt: string;
}

/** Another platform runs on this data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/**
 * Holds the data folder for this process. The lock is SQLite's own lock on a file, which the kernel releases when the
 * process is gone, however it went; `stoa.json` beside it says who holds it.
 */
export function lockDataFolder(data: string): { describe(holder: Holder): void; release(): void } {
  return lockFolder(data, 'stoa');
}

/** The same for one process's own part, so that no second one works on it, however it was started. */
export function lockFolder(data: string, name: string): { describe(holder: Holder): void; release(): void } {
  const description = join(data, `${name}.json`);
  const lock = new DatabaseSync(join(data, `${name}.lock`), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive');
  } catch {
    throw new DataFolderInUse(`the data folder ${data} is in use by ${who(description)}`);
  }
  rmSync(description, { force: true });
  return {
    describe: (holder) => writeFileSync(description, `${JSON.stringify(holder)}\n`, { mode: 0o600 }),
    release() {
      rmSync(description, { force: true });
      lock.close();
    },
  };
}

/** The platform that runs on the data folder, when there is one. */
export function holderOf(data: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(join(data, 'stoa.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function who(description: string): string {
  try {
    const { pid, address, startedAt }: Holder = JSON.parse(readFileSync(description, 'utf8'));
    return `the platform at ${address} (process ${pid}, since ${startedAt})`;
  } catch {
    return 'a platform that is just starting';
  }
}
