/** A Parquet file's description of itself, in Thrift's compact protocol. */
export function footerBytes(file: Buffer): Buffer {
  const length = file.readUInt32LE(file.length - 8);
  return file.subarray(file.length - 8 - length, file.length - 8);
}
