/** A piece of what a container printed, as the engine sends it: a byte for the stream, three of nothing, four for the size. */
export interface Frame {
  stream: 1 | 2;
  bytes: Uint8Array;
}

const headerBytes = 8;

/** Cuts what comes into frames, wherever it is torn. A large one is handed on piece by piece. */
export function frameReader(): (bytes: Buffer) => Frame[] {
  let header: Buffer = Buffer.alloc(0);
  let stream: 1 | 2 = 1;
  let left = 0;
  return (given) => {
    const frames: Frame[] = [];
    let rest = given;
    while (rest.length > 0) {
      if (left === 0) {
        const taken = rest.subarray(0, headerBytes - header.length);
        header = Buffer.concat([header, taken]);
        rest = rest.subarray(taken.length);
        if (header.length < headerBytes) break;
        stream = header[0] === 2 ? 2 : 1;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const bytes = rest.subarray(0, left);
      frames.push({ stream, bytes });
      left -= bytes.length;
      rest = rest.subarray(bytes.length);
    }
    return frames;
  };
}
