/**
 * Undoes Snappy's block format (github.com/google/snappy/blob/main/format_description.txt).
 *
 * @throws RangeError for bytes that are not of that format
 */
export function unsnap(bytes: Buffer): Buffer {
  let at = 0;
  let length = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes.readUInt8(at++);
    length += (byte & 127) * factor;
    if (byte < 128) break;
  }
  const out = Buffer.alloc(length);
  let filled = 0;
  while (at < bytes.length) {
    const tag = bytes.readUInt8(at++);
    if ((tag & 3) === 0) {
      let count = tag >> 2;
      if (count >= 60) {
        const more = count - 59;
        count = bytes.readUIntLE(at, more);
        at += more;
      }
      count += 1;
      if (at + count > bytes.length || filled + count > length) throw new RangeError('a literal beyond the end');
      bytes.copy(out, filled, at, at + count);
      at += count;
      filled += count;
      continue;
    }
    let count = (tag >> 2) + 1;
    let back: number;
    if ((tag & 3) === 1) {
      count = 4 + ((tag >> 2) & 7);
      back = ((tag >> 5) << 8) | bytes.readUInt8(at);
      at += 1;
    } else {
      const size = (tag & 3) === 2 ? 2 : 4;
      back = bytes.readUIntLE(at, size);
      at += size;
    }
    if (back === 0 || back > filled || filled + count > length)
      throw new RangeError('a copy from beyond the beginning');
    // One by one: a copy may reach into what it writes.
    for (let end = filled + count; filled < end; filled++) out[filled] = out[filled - back] ?? 0;
  }
  if (filled !== length) throw new RangeError('an end before all is there');
  return out;
}
