import type { Socket } from 'node:net';
import { readInto } from '../../platform/inside/index.ts';

/** Everything is read into this, and copied out of it in the same moment: messages are small, connections many. */
const passing = Buffer.allocUnsafeSlow(64 * 1024);

/** Bytes go through as they are, both ways, each side at the pace of the other; the end of one is the end of both. */
export function joinSockets(one: Socket, other: Socket): void {
  one.once('close', () => other.destroy());
  other.once('close', () => one.destroy());
  passOn(one, other);
  passOn(other, one);
}

function passOn(from: Socket, to: Socket): void {
  for (let begun: Buffer | null = from.read(); begun !== null; begun = from.read()) to.write(begun);
  const direct = readInto(from, {
    room: () => passing,
    took: (count) => to.write(Buffer.from(passing.subarray(0, count))),
  });
  if (!direct) {
    from.pipe(to);
    return;
  }
  to.on('drain', () => from.resume());
  from.once('end', () => to.end());
  from.resume();
}
