/**
 * Types that a browser shows without running anything in them. What is not here goes out as bytes to save: HTML, SVG,
 * XML and PDF never open as documents on the platform's origin.
 */
const shown: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

const text = new Set(
  'txt md csv tsv log py sql r scala js ts sh toml yaml yml ini cfg json jsonl ndjson ipynb rst tex'.split(' '),
);

export const bytesType = 'application/octet-stream';

/** @param name of the file */
export function contentTypeOf(name: string): { contentType: string; inline: boolean } {
  const extension = extensionOf(name);
  const image = shown[extension];
  if (image !== undefined) return { contentType: image, inline: true };
  if (text.has(extension)) return { contentType: 'text/plain; charset=utf-8', inline: true };
  return { contentType: bytesType, inline: false };
}

/** Lower case, without the dot; '' for none and for names like `.profile`. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** RFC 6266: an ASCII fallback and the real name. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${full}`;
}
