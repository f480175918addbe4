import { Readable } from 'node:stream';
import { fetchAttributes, isMissing } from './attributes.ts';
import { flushNode } from './files.ts';
import { type Handles, openNode } from './handles.ts';
import { type Attributes, entryAnswer, type KernelRequest, names, openAnswer, Refusal } from './kernel/messages.ts';
import { renameNoReplace } from './kernel/opcodes.ts';
import type { Node } from './nodes.ts';
import { rootNode } from './nodes.ts';
import { groupsName, homeName, nodeOf, permissionOf, requirePath, validSeconds, type World } from './world.ts';
import { writingPrefix } from './written-file.ts';

/* What finds, makes, moves and removes names. */

const nothing = Buffer.alloc(0);
const longestName = 255;
/** Of a file without bytes, which is made anew when it gets some. */
const smallestBlock = 2 ** 20;

/** In bytes; HDFS has no colon in names, and no name that begins as ours do. */
function requireName(name: string | undefined): string {
  if (!name) throw new Refusal('EINVAL');
  if (Buffer.byteLength(name) > longestName) throw new Refusal('ENAMETOOLONG');
  if (name.includes(':') || name.startsWith(writingPrefix)) throw new Refusal('EINVAL');
  return name;
}

export async function lookup(world: World, request: KernelRequest): Promise<Buffer> {
  const parent = nodeOf(world, request.node);
  const [name = ''] = names(request.body, 0);
  if (Buffer.byteLength(name) > longestName) throw new Refusal('ENAMETOOLONG');
  if (name.includes(':') || name.startsWith(writingPrefix)) return entryAnswer(undefined, validSeconds);
  if (parent.id === rootNode && name !== homeName && name !== groupsName) return entryAnswer(undefined, validSeconds);
  const node = world.nodes.child(parent, name);
  try {
    return known(node, await fetchAttributes(world, node));
  } catch (error) {
    if (!isMissing(error)) throw error;
    world.nodes.forget(node.id, 0);
    return entryAnswer(undefined, validSeconds);
  }
}

function known(node: Node, attributes: Attributes): Buffer {
  node.known += 1;
  return entryAnswer(attributes, validSeconds);
}

export async function makeFolder(world: World, request: KernelRequest): Promise<Buffer> {
  const node = newNode(world, request, 8);
  const mode = modeOf(world, node, request.body.readUInt32LE(0), request.body.readUInt32LE(4));
  const path = requirePath(world, node);
  if (await isThere(world, path)) throw new Refusal('EEXIST');
  if (!(await world.hdfs.makeFolder(path, permissionOf(mode)))) throw new Refusal('EIO');
  return known(node, await fetchAttributes(world, node));
}

function newNode(world: World, request: KernelRequest, at: number): Node {
  const [name] = names(request.body, at);
  return world.nodes.child(nodeOf(world, request.node), requireName(name));
}

const isThere = (world: World, path: string): Promise<boolean> =>
  world.hdfs.status(path).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );

/** Makes a file of no bytes and opens it. */
export async function create(world: World, handles: Handles, request: KernelRequest): Promise<Buffer> {
  const { body } = request;
  const flags = body.readUInt32LE(0);
  const node = newNode(world, request, 16);
  const mode = modeOf(world, node, body.readUInt32LE(4), body.readUInt32LE(8));
  await makeFile(world, node, mode);
  const attributes = await fetchAttributes(world, node);
  const handle = openNode(world, handles, node, flags, attributes);
  return Buffer.concat([known(node, attributes), openAnswer(handle)]);
}

export async function makeNode(world: World, request: KernelRequest): Promise<Buffer> {
  const mode = request.body.readUInt32LE(0);
  // HDFS has files and folders: no pipes, sockets or devices.
  if ((mode & 0o170000) !== 0o100000) throw new Refusal('EPERM');
  const node = newNode(world, request, 16);
  await makeFile(world, node, modeOf(world, node, mode, request.body.readUInt32LE(8)));
  return known(node, await fetchAttributes(world, node));
}

/** What is made in a group's folder is its members', as the folder says, whatever the maker's umask. */
function modeOf(world: World, node: Node, mode: number, umask: number): number {
  const [top] = world.nodes.path(node);
  return top === groupsName ? mode : mode & ~umask;
}

async function makeFile(world: World, node: Node, mode: number): Promise<void> {
  const permission = permissionOf(mode);
  await world.hdfs.create(requirePath(world, node), () => Readable.from([]), {
    overwrite: false,
    permission,
    blocksize: smallestBlock,
  });
}

export async function remove(world: World, request: KernelRequest): Promise<Buffer> {
  const [name] = names(request.body, 0);
  const node = world.nodes.child(nodeOf(world, request.node), requireName(name));
  if (!(await world.hdfs.remove(requirePath(world, node), false))) throw new Refusal('ENOENT');
  world.nodes.leave(node);
  return nothing;
}

/** @param namesAt  where the two names are in the request */
export async function rename(world: World, request: KernelRequest, flags: number, namesAt: number): Promise<Buffer> {
  if ((flags & ~renameNoReplace) !== 0) throw new Refusal('EINVAL');
  const parent = nodeOf(world, request.node);
  const newParent = nodeOf(world, Number(request.body.readBigUInt64LE(0)));
  const [from, to] = names(request.body, namesAt);
  const node = world.nodes.child(parent, requireName(from));
  const target = world.nodes.child(newParent, requireName(to));
  if (node === target) return nothing;
  await flushNode(world, node);
  await world.hdfs.rename(requirePath(world, node), requirePath(world, target), (flags & renameNoReplace) === 0);
  world.nodes.move(node, newParent, target.name);
  return nothing;
}

export function forget(world: World, request: KernelRequest): void {
  world.nodes.forget(request.node, Number(request.body.readBigUInt64LE(0)));
}

export function forgetMany(world: World, { body }: KernelRequest): void {
  const count = body.readUInt32LE(0);
  for (let at = 8; at < 8 + 16 * count; at += 16)
    world.nodes.forget(Number(body.readBigUInt64LE(at)), Number(body.readBigUInt64LE(at + 8)));
}
