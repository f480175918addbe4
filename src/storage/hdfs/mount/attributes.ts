import { HdfsError } from '../client/hdfs-error.ts';
import { flushNode, writtenOf } from './files.ts';
import { type Attributes, attributesAnswer, type KernelRequest, Refusal, spaceAnswer } from './kernel/messages.ts';
import { setting } from './kernel/opcodes.ts';
import type { Node } from './nodes.ts';
import {
  attributesOf,
  groupsLink,
  hdfsPath,
  isGroupsLink,
  nodeOf,
  passage,
  permissionOf,
  requirePath,
  validSeconds,
  type World,
} from './world.ts';

/* What is told of a file, and changed. */

export async function fetchAttributes(world: World, node: Node): Promise<Attributes> {
  // It has no name any more; who has it open sees what it was.
  if (node.gone && node.last) return { ...node.last, size: node.written?.size ?? node.last.size };
  const path = hdfsPath(world, node);
  if (path === world.plan.home) return attributesOf(world, node, await world.home.get());
  if (path === undefined) return passage(node);
  try {
    return attributesOf(world, node, await world.hdfs.status(path));
  } catch (error) {
    if (isMissing(error) && isGroupsLink(world, path)) return groupsLink(world, node);
    throw error;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof HdfsError && error.exception === 'FileNotFoundException';

export async function readLink(world: World, request: KernelRequest): Promise<Buffer> {
  if (!isGroupsLink(world, hdfsPath(world, nodeOf(world, request.node)))) throw new Refusal('EINVAL');
  return Buffer.from(world.plan.groupsLink);
}

export async function tell(world: World, request: KernelRequest): Promise<Buffer> {
  const node = nodeOf(world, request.node);
  return attributesAnswer(await fetchAttributes(world, node), validSeconds);
}

export async function change(world: World, request: KernelRequest): Promise<Buffer> {
  const { body } = request;
  const node = nodeOf(world, request.node);
  const valid = body.readUInt32LE(0);
  const path = requirePath(world, node);
  if (valid & setting.size) await resize(world, node, Number(body.readBigUInt64LE(16)));
  if (valid & setting.mode) await world.hdfs.setPermission(path, permissionOf(body.readUInt32LE(68)));
  if (valid & (setting.uid | setting.gid)) await give(world, node, valid, body);
  if (valid & (setting.mtime | setting.atime)) await setTimes(world, node, valid, body);
  return attributesAnswer(await fetchAttributes(world, node), validSeconds);
}

async function resize(world: World, node: Node, size: number): Promise<void> {
  const { file, last } = await writtenOf(world, node);
  await file.truncate(size);
  // Nobody has it open for writing, so nobody will flush it.
  if (node.writers === 0) await last();
}

/** A file's owner stays; its group may become another of the tenant's. */
async function give(world: World, node: Node, valid: number, body: Buffer): Promise<void> {
  const now = await fetchAttributes(world, node);
  const uid = valid & setting.uid ? body.readUInt32LE(76) : now.uid;
  const gid = valid & setting.gid ? body.readUInt32LE(80) : now.gid;
  if (uid !== now.uid) throw new Refusal('EPERM');
  if (gid === now.gid) return;
  const group = world.owners.groupOf(gid);
  if (group === undefined) throw new Refusal('EPERM');
  await world.hdfs.setOwner(requirePath(world, node), '', group);
}

/** Milliseconds since 1970; -1 leaves it as it is. What is written and not in HDFS yet gets its time there. */
async function setTimes(world: World, node: Node, valid: number, body: Buffer): Promise<void> {
  const at = (seconds: number, nanoseconds: number) =>
    Number(body.readBigUInt64LE(seconds)) * 1000 + Math.floor(body.readUInt32LE(nanoseconds) / 1e6);
  const now = Date.now();
  const modified = valid & setting.mtimeNow ? now : valid & setting.mtime ? at(40, 60) : -1;
  // The time of the last access is no more exact than an hour in HDFS, and may not be kept at all.
  const accessed = valid & setting.atime && !(valid & setting.atimeNow) ? at(32, 56) : -1;
  await flushNode(world, node);
  if (modified !== -1 || accessed !== -1) await world.hdfs.setTimes(requirePath(world, node), modified, accessed);
}

export async function tellSpace(world: World): Promise<Buffer> {
  return spaceAnswer(await world.space.get());
}
