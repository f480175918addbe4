import type { Asked } from '../http/asked.ts';
import type { MesosParts } from '../parts.ts';
import type { SandboxPath } from './sandbox-path.ts';

const mostBytes = 1_000_000;
const usualBytes = 65_536;
const mostListed = 1000;
const streams: readonly string[] = ['stdout', 'stderr'];

export interface SandboxFile {
  readonly path: string;
  readonly folder: boolean;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface SandboxPart {
  readonly data: Buffer;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/** As the platform's own operations answer; only who may see the task, and of files its account, gets them. */
interface Listing {
  readonly items: readonly { name: string; kind: string; size: number; modifiedAt: number }[];
  readonly next: string | null;
}
interface FilePart {
  readonly data: string;
  readonly size: number;
}
interface LogPart {
  readonly data: string;
  readonly kept: { readonly to: number };
}

/** What is in a folder of a sandbox; what the process printed stands in its root, as in Mesos. */
export async function listSandbox(parts: MesosParts, asked: Asked, at: SandboxPath): Promise<SandboxFile[]> {
  const files: SandboxFile[] = [];
  const prefix = at.path === '' ? at.root : `${at.root}/${at.path.replace(/\/$/, '')}`;
  for (let after = ''; ; ) {
    const query = new URLSearchParams({ path: at.path, ...(after === '' ? {} : { after }) });
    const { items, next } = (await parts.operate(asked, 'GET', `${task(at)}/files?${query}`)) as Listing;
    for (const { name, kind, size, modifiedAt } of items)
      files.push({ path: `${prefix}/${name}`, folder: kind === 'folder', size, modifiedAt });
    if (next === null || files.length >= mostListed) break;
    after = next;
  }
  if (at.path !== '') return files;
  for (const stream of streams) {
    const path = `${prefix}/${stream}`;
    const { size } = await readSandbox(parts, asked, { ...at, path: stream }, 0, 1);
    if (!files.some((file) => file.path === path)) files.push({ path, folder: false, size, modifiedAt: parts.now() });
  }
  return files;
}

/** At most a million bytes of a file from an offset on; 65,536 where nothing is said. */
export async function readSandbox(
  parts: MesosParts,
  asked: Asked,
  at: SandboxPath,
  offset: number,
  length = usualBytes,
): Promise<SandboxPart> {
  const query = new URLSearchParams({
    offset: String(offset),
    limit: String(Math.max(1, Math.min(length, mostBytes))),
  });
  if (streams.includes(at.path)) {
    const { data, kept } = (await parts.operate(asked, 'GET', `${task(at)}/log/${at.path}?${query}`)) as LogPart;
    return { data: Buffer.from(data, 'base64'), size: kept.to };
  }
  query.set('path', at.path);
  const { data, size } = (await parts.operate(asked, 'GET', `${task(at)}/file?${query}`)) as FilePart;
  return { data: Buffer.from(data, 'base64'), size };
}

function task({ containerId }: SandboxPath): string {
  return `/api/tasks/${encodeURIComponent(containerId)}`;
}
