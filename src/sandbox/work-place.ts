import type { Tenant } from './task.ts';

/** A file or folder in what a `task` has as its work folder, which lies in its tenant's home and may outlive it. */
export interface WorkPlace {
  /** Of the task. */
  id: string;
  tenant: Tenant;
  /** Of the home, which may have to be mounted. */
  limits: { diskBytes: number; files: number };
  /** Names with slashes between them; empty: the work folder itself. */
  path: string;
}

export interface WorkEntry {
  name: string;
  kind: 'file' | 'folder' | 'other';
  /** In bytes. */
  size: number;
  /** Milliseconds since 1970. */
  changedAt: number;
  /** As `stat` has it. */
  mode: number;
  links: number;
}

/** By name. `more`: there are so many that only the first were looked at. */
export interface WorkListing {
  entries: WorkEntry[];
  more: boolean;
}

export interface WorkPart {
  bytes: Uint8Array;
  /** Of the whole file, in bytes. */
  size: number;
}

export const mostWorkBytes = 2 ** 20;
