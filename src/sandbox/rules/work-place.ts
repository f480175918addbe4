import { AgentError } from '../agent-error.ts';
import type { Tenant } from '../task.ts';
import { parseTenant } from './task-spec.ts';

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

const longestPath = 4096;

/** Outside data, once. Throws `bad-task`. */
export function parseWorkPlace(body: Record<string, unknown>): WorkPlace {
  const { id, path, limits } = body;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,47}$/.test(id))
    throw new AgentError('bad-task', "A work folder is named by its task's id.");
  if (typeof path !== 'string' || path.length > longestPath || path.includes('\0'))
    throw new AgentError('bad-task', 'The path in a work folder is text without NUL.');
  const given = (typeof limits === 'object' ? limits : null) as Record<string, unknown> | null;
  return {
    id,
    tenant: parseTenant(body.tenant),
    limits: { diskBytes: whole(given?.diskBytes), files: whole(given?.files) },
    path,
  };
}

export function parseWorkRange({ offset, maxBytes }: Record<string, unknown>): { offset: number; maxBytes: number } {
  return { offset: whole(offset), maxBytes: Math.min(whole(maxBytes), mostWorkBytes) };
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new AgentError('bad-task', 'A size or an offset is a whole number from 0.');
}
