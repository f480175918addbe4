export interface ImageKind {
  contentType: string;
  width?: number;
  height?: number;
}

/** Tells an image by its first bytes, never by its name, and reads its size where that is near the beginning. */
export function imageKind(head: Buffer): ImageKind | undefined {
  if (head.length >= 24 && head.readUInt32BE(0) === 0x89504e47) {
    return { contentType: 'image/png', width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
  }
  if (head.length >= 10 && /^GIF8[79]a/.test(head.toString('latin1', 0, 6))) {
    return { contentType: 'image/gif', width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
  }
  if (head.length >= 12 && head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') {
    return { contentType: 'image/webp' };
  }
  if (head.length >= 3 && head.readUIntBE(0, 3) === 0xffd8ff) return { contentType: 'image/jpeg', ...jpegSize(head) };
  return undefined;
}

/** Walks the segments to the frame header (SOF0 to SOF15 without DHT, JPG and DAC). */
function jpegSize(head: Buffer): { width?: number; height?: number } {
  let at = 2;
  while (at + 9 < head.length && head[at] === 0xff) {
    const marker = head[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) };
    }
    at += 2 + head.readUInt16BE(at + 2);
  }
  return {};
}
