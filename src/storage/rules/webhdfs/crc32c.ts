/** Of the reflected polynomial 0x1EDC6F41 (RFC 3720, appendix B.4): row k is what a byte does from k bytes away. */
const rows = new Uint32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  rows[byte] = value;
}
for (let index = 256; index < rows.length; index++) {
  const before = rows[index - 256] ?? 0;
  rows[index] = (before >>> 8) ^ (rows[before & 255] ?? 0);
}

/** The CRC-32C of `bytes` from `start` up to, not including, `end`, as an unsigned number; eight bytes a step. */
export function crc32c(bytes: Buffer, start: number, end: number): number {
  let crc = 0xffffffff;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low = crc ^ bytes.readInt32LE(at);
    const high = bytes.readInt32LE(at + 4);
    crc =
      row(7, low) ^
      row(6, low >>> 8) ^
      row(5, low >>> 16) ^
      row(4, low >>> 24) ^
      row(3, high) ^
      row(2, high >>> 8) ^
      row(1, high >>> 16) ^
      row(0, high >>> 24);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ row(0, crc ^ (bytes[at] ?? 0));
  return (crc ^ 0xffffffff) >>> 0;
}

function row(distance: number, byte: number): number {
  return rows[distance * 256 + (byte & 255)] ?? 0;
}
