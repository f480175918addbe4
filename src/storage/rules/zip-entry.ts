const packed = new Set(
  'parquet zip gz tgz bz2 xz zst 7z rar jar whl png jpg jpeg gif webp avif heic mp3 m4a ogg mp4 mov mkv webm pdf docx xlsx pptx orc'.split(
    ' ',
  ),
);

/** Formats that compress their own content: trying again only costs time. */
export function isPacked(extension: string): boolean {
  return packed.has(extension);
}

/** A path as zip programs take it: no backslash, which some read as a separator, and no letter of a drive. */
export function zipName(path: string): string {
  return path
    .replaceAll('\\', '_')
    .replace(/\p{Cc}/gu, '_')
    .replace(/^([a-zA-Z]):/, '$1_');
}
