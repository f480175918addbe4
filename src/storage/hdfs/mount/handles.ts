import { constants } from 'node:fs';
import { type Attributes, Refusal } from './kernel/messages.ts';
import type { Node } from './nodes.ts';
import { ReadFile } from './read-ahead.ts';
import { requirePath, type World } from './world.ts';

/** An open file. */
export interface FileHandle {
  readonly kind: 'file';
  readonly node: Node;
  readonly writes: boolean;
  /** Of the content that HDFS had when it was asked last; another one has a reader of its own. */
  reader: { readonly version: string; readonly file: ReadFile };
}

/** An open folder: what was in it then. */
export interface FolderHandle {
  readonly kind: 'folder';
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly name: string;
  /** One of `directoryEntry`. */
  readonly type: number;
  readonly attributes: (node: Node) => Attributes;
}

type Handle = FileHandle | FolderHandle;

export class Handles {
  readonly #open = new Map<number, Handle>();
  #next = 1;

  add(handle: Handle): number {
    const number = this.#next;
    this.#next += 1;
    this.#open.set(number, handle);
    return number;
  }

  file(number: number): FileHandle {
    const handle = this.#open.get(number);
    if (handle?.kind !== 'file') throw new Refusal('EBADF');
    return handle;
  }

  folder(number: number): FolderHandle {
    const handle = this.#open.get(number);
    if (handle?.kind !== 'folder') throw new Refusal('EBADF');
    return handle;
  }

  close(number: number): Handle | undefined {
    const handle = this.#open.get(number);
    this.#open.delete(number);
    return handle;
  }
}

/** @param flags of open(2) */
export function openNode(world: World, handles: Handles, node: Node, flags: number, attributes: Attributes): number {
  const writes = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
  if (writes) node.writers += 1;
  return handles.add({ kind: 'file', node, writes, reader: readerOf(world, node, attributes) });
}

/** For reading: who follows a file that others write sees what they have added. */
export function readerNow(world: World, handle: FileHandle): ReadFile {
  const { node, reader } = handle;
  if (!node.gone && node.last && versionOf(node.id, node.last) !== reader.version)
    handle.reader = readerOf(world, node, node.last);
  return handle.reader.file;
}

function readerOf(world: World, node: Node, attributes: Attributes): FileHandle['reader'] {
  const version = versionOf(node.id, attributes);
  const content = { version, size: attributes.size };
  return { version, file: new ReadFile(world.hdfs, world.blocks, () => requirePath(world, node), content) };
}

const versionOf = (node: number, { modifiedAt, size }: Attributes): string => `${node} ${modifiedAt} ${size}`;
