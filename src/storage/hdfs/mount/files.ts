import { constants } from 'node:fs';
import { type Handles, openNode, readerNow } from './handles.ts';
import { type KernelRequest, openAnswer, writtenAnswer } from './kernel/messages.ts';
import { newId } from './new-id.ts';
import type { Node } from './nodes.ts';
import { attributesOf, nodeOf, requirePath, type World } from './world.ts';
import { WrittenFile } from './written-file.ts';

/* What reads and writes. */

const nothing = Buffer.alloc(0);

export async function open(world: World, handles: Handles, request: KernelRequest): Promise<Buffer> {
  const flags = request.body.readUInt32LE(0);
  const node = nodeOf(world, request.node);
  const attributes = attributesOf(world, node, await world.hdfs.status(requirePath(world, node)));
  const handle = openNode(world, handles, node, flags, attributes);
  if (flags & constants.O_TRUNC) await (await writtenOf(world, node)).file.truncate(0);
  return openAnswer(handle);
}

/** The node's content as it is being written; begun where nobody has. `last`: flushes it and lets it go. */
export async function writtenOf(world: World, node: Node): Promise<{ file: WrittenFile; last: () => Promise<void> }> {
  const last = async () => {
    await flushNode(world, node);
    await letGo(node);
  };
  if (node.written) return { file: node.written, last };
  const { length, permission } = await world.hdfs.status(requirePath(world, node));
  // Two may have asked at once.
  node.written ??= new WrittenFile({
    hdfs: world.hdfs,
    path: () => requirePath(world, node),
    spool: world.plan.spool,
    id: newId(),
    length,
    permission,
  });
  return { file: node.written, last };
}

async function letGo(node: Node): Promise<void> {
  if (!node.written || node.writers > 0) return;
  const { written } = node;
  node.written = undefined;
  await written.close();
}

export async function read(world: World, handles: Handles, { body }: KernelRequest): Promise<Buffer> {
  const handle = handles.file(Number(body.readBigUInt64LE(0)));
  const [offset, length] = [Number(body.readBigUInt64LE(8)), body.readUInt32LE(16)];
  const { written } = handle.node;
  return written ? written.read(offset, length) : readerNow(world, handle).read(offset, length);
}

export async function write(world: World, handles: Handles, { body }: KernelRequest): Promise<Buffer> {
  const { node } = handles.file(Number(body.readBigUInt64LE(0)));
  const [offset, length] = [Number(body.readBigUInt64LE(8)), body.readUInt32LE(16)];
  const { file } = await writtenOf(world, node);
  await file.write(offset, body.subarray(40, 40 + length));
  return writtenAnswer(length);
}

/** For FUSE_FLUSH (somebody closes it) and FUSE_FSYNC: returns when HDFS has it. */
export async function flush(world: World, request: KernelRequest): Promise<Buffer> {
  await flushNode(world, nodeOf(world, request.node));
  return nothing;
}

/** A file that was removed while it was open is nobody's to keep. */
export async function flushNode(world: World, node: Node): Promise<void> {
  if (!node.written?.dirty || node.gone) return;
  const path = requirePath(world, node);
  const { permission, aclBit } = await world.hdfs.status(path);
  const acl = aclBit ? (await world.hdfs.acl(path)).entries.join(',') : undefined;
  await node.written.flush({ permission, acl });
}

export async function release(world: World, handles: Handles, request: KernelRequest): Promise<Buffer> {
  const handle = handles.close(Number(request.body.readBigUInt64LE(0)));
  if (handle?.kind !== 'file' || !handle.writes) return nothing;
  const { node } = handle;
  node.writers -= 1;
  // What could not be flushed when it was closed stays, and is tried again when somebody opens or syncs it.
  await flushNode(world, node).finally(() => (node.written?.dirty && !node.gone ? undefined : letGo(node)));
  world.nodes.forget(node.id, 0);
  return nothing;
}
