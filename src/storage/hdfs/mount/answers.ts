import { change, readLink, tell, tellSpace } from './attributes.ts';
import { flush, open, read, release, write } from './files.ts';
import { list, openFolder } from './folders.ts';
import { Handles } from './handles.ts';
import type { Answers } from './kernel/device.ts';
import { type KernelRequest, Refusal } from './kernel/messages.ts';
import { opcode } from './kernel/opcodes.ts';
import { create, forget, forgetMany, lookup, makeFolder, makeNode, remove, rename } from './names.ts';
import { asRefusal } from './refusals.ts';
import type { World } from './world.ts';

const nothing = Buffer.alloc(0);

/** What the mounted file system answers to the kernel. */
export function answersOf(world: World): Answers {
  const handles = new Handles();
  return async (request) => {
    try {
      return await answer(world, handles, request);
    } catch (error) {
      throw asRefusal(error);
    }
  };
}

async function answer(world: World, handles: Handles, request: KernelRequest): Promise<Buffer | undefined> {
  const { body } = request;
  switch (request.opcode) {
    case opcode.lookup:
      return lookup(world, request);
    case opcode.forget:
      return void forget(world, request);
    case opcode.batchForget:
      return void forgetMany(world, request);
    case opcode.interrupt:
      return undefined;
    case opcode.getattr:
      return tell(world, request);
    case opcode.setattr:
      return change(world, request);
    case opcode.mkdir:
      return makeFolder(world, request);
    case opcode.mknod:
      return makeNode(world, request);
    case opcode.create:
      return create(world, handles, request);
    case opcode.unlink:
    case opcode.rmdir:
      return remove(world, request);
    case opcode.rename:
      return rename(world, request, 0, 8);
    case opcode.rename2:
      return rename(world, request, body.readUInt32LE(8), 16);
    case opcode.open:
      return open(world, handles, request);
    case opcode.read:
      return read(world, handles, request);
    case opcode.write:
      return write(world, handles, request);
    case opcode.flush:
    case opcode.fsync:
      return flush(world, request);
    case opcode.release:
      return release(world, handles, request);
    case opcode.opendir:
      return openFolder(world, handles, request);
    case opcode.readdir:
      return list(world, handles, request, false);
    case opcode.readdirplus:
      return list(world, handles, request, true);
    case opcode.releasedir:
      handles.close(Number(body.readBigUInt64LE(0)));
      return nothing;
    case opcode.fsyncdir:
    case opcode.destroy:
      return nothing;
    case opcode.statfs:
      return tellSpace(world);
    case opcode.readlink:
      return readLink(world, request);
    case opcode.symlink:
    case opcode.link:
      throw new Refusal('EPERM');
    default:
      // The kernel does not ask for it again.
      throw new Refusal('ENOSYS');
  }
}
