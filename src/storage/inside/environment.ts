import { mkdtempSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Whose files they are and where they are in this sandbox. Absolute paths, which differ from rung to rung. */
export interface TenantFolders {
  account: string;
  home: string;
  /** Holds one folder for each group. */
  groups: string;
}

/** What the file server is told. */
export interface FilesEnvironment extends TenantFolders {
  /** The immutable copy of the release; '' where there is none. */
  release: string;
  /** Private folder that ends with the task. */
  runtime: string;
  retentionDays: number;
}

export function readEnvironment(env: Readonly<Record<string, string | undefined>>): FilesEnvironment {
  const home = env.HOME;
  if (home === undefined || !home.startsWith('/')) throw new Error('HOME must be an absolute path');
  const days = Number(env.STOA_TRASH_DAYS ?? 30);
  return {
    account: env.STOA_ACCOUNT ?? env.USER ?? userInfo().username,
    home,
    groups: env.STOA_GROUPS ?? '/groups',
    release: env.STOA_RELEASE ?? '',
    runtime: env.STOA_RUNTIME ?? mkdtempSync(join(tmpdir(), 'stoa-files-')),
    retentionDays: Number.isInteger(days) && days > 0 ? days : 30,
  };
}
