/**
 * Numbers of `width` bits in Parquet's hybrid of runs and packed groups of eight (parquet.apache.org, "Encodings",
 * RLE = 3).
 *
 * @throws RangeError where the bytes end before `count` numbers
 */
export function readRuns(bytes: Buffer, width: number, count: number): number[] {
  const numbers: number[] = [];
  let at = 0;
  while (numbers.length < count) {
    let head = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++);
      head += (byte & 127) * factor;
      if (byte < 128) break;
    }
    const size = Math.floor(head / 2);
    if (head % 2 === 0) {
      const value = width === 0 ? 0 : bytes.readUIntLE(at, Math.ceil(width / 8));
      at += Math.ceil(width / 8);
      for (let left = Math.min(size, count - numbers.length); left > 0; left--) numbers.push(value);
      if (size === 0) throw new RangeError('an empty run');
      continue;
    }
    const packed = bytes.subarray(at, at + size * width);
    at += size * width;
    numbers.push(...readPacked(packed, width, Math.min(size * 8, count - numbers.length)));
  }
  return numbers;
}

/** Numbers of `width` bits one after the other, the lowest bit first. */
export function readPacked(bytes: Buffer, width: number, count: number): number[] {
  if (bytes.length * 8 < count * width) throw new RangeError('fewer bits than numbers');
  return Array.from({ length: count }, (_, index) => {
    let value = 0;
    for (let bit = 0; bit < width; bit++) {
      const from = index * width + bit;
      if (((bytes[from >> 3] ?? 0) >> (from & 7)) & 1) value += 2 ** bit;
    }
    return value;
  });
}
