import type { FileStatus } from '../client/answers.ts';
import type { Entry, Handles } from './handles.ts';
import { directoryEntry, type KernelRequest, listedEntry, openAnswer } from './kernel/messages.ts';
import { type Node, rootNode } from './nodes.ts';
import {
  attributesOf,
  groupsLink,
  groupsName,
  hdfsPath,
  homeName,
  nodeOf,
  passage,
  validSeconds,
  type World,
} from './world.ts';
import { writingPrefix } from './written-file.ts';

/* What lists folders. */

export async function openFolder(world: World, handles: Handles, request: KernelRequest): Promise<Buffer> {
  return openAnswer(handles.add({ kind: 'folder', entries: await entriesOf(world, nodeOf(world, request.node)) }));
}

async function entriesOf(world: World, node: Node): Promise<readonly Entry[]> {
  const path = hdfsPath(world, node);
  if (path !== undefined) {
    const entries = (await world.hdfs.list(path)).filter(isShown).map((status) => listed(world, status));
    const linked = path === world.plan.home && !entries.some(({ name }) => name === groupsName);
    return linked ? [...entries, linkToGroups(world)] : entries;
  }
  const names = node.id === rootNode ? [homeName, groupsName] : Object.keys(world.plan.groups);
  return names.map((name) => ({ name, type: directoryEntry.folder, attributes: passage }));
}

const linkToGroups = (world: World): Entry => ({
  name: groupsName,
  type: directoryEntry.link,
  attributes: (node: Node) => groupsLink(world, node),
});

const isShown = ({ pathSuffix }: FileStatus): boolean => !pathSuffix.startsWith(writingPrefix);

const listed = (world: World, status: FileStatus): Entry => ({
  name: status.pathSuffix,
  type: status.type === 'DIRECTORY' ? directoryEntry.folder : directoryEntry.file,
  attributes: (node: Node) => attributesOf(world, node, status),
});

/** As much of the listing as fits, from where the kernel has got to. */
export function list(world: World, handles: Handles, request: KernelRequest, withAttributes: boolean): Buffer {
  const { body } = request;
  const { entries } = handles.folder(Number(body.readBigUInt64LE(0)));
  const parent = nodeOf(world, request.node);
  const [start, room] = [Number(body.readBigUInt64LE(8)), body.readUInt32LE(16)];
  const lines: Buffer[] = [];
  let bytes = 0;
  for (let index = start; index < entries.length; index += 1) {
    const entry = entries[index];
    if (!entry) break;
    const line = lineOf(world, parent, entry, index + 1, withAttributes);
    if (bytes + line.bytes.length > room) break;
    line.taken();
    lines.push(line.bytes);
    bytes += line.bytes.length;
  }
  return Buffer.concat(lines);
}

function lineOf(world: World, parent: Node, { name, type, attributes }: Entry, next: number, plus: boolean) {
  // Without attributes the kernel learns no number, so none is kept for it; it only may not be zero.
  if (!plus) return { bytes: listedEntry({ name, next, node: Number.MAX_SAFE_INTEGER, type }), taken: () => {} };
  const node = world.nodes.child(parent, name);
  const bytes = listedEntry({ name, next, node: node.id, type }, attributes(node), validSeconds);
  return {
    bytes,
    taken: () => {
      node.known += 1;
    },
  };
}
