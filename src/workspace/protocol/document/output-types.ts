/** Outputs of our own: a large one by reference, and the cut in a flood. */

/**
 * MIME type of an output that stands for a large one kept in a file beside the notebook. It lies in the `data` of a
 * display_data or execute_result, next to a `text/plain` that says the same in words, in the place of the large type.
 */
export const outputReferenceType = 'application/vnd.stoa.output+json';
export interface OutputReference {
  version: 1;
  /** Name of the file; its bytes are at `/user/<name>/stoa/outputs/<file>?path=<notebook>`. */
  file: string;
  /** Type of the file's content; a binary type is stored as its bytes, not as base64. */
  mime: string;
  bytes: number;
}

/**
 * MIME type of the output that stands between the head and the tail of a stream that was cut. The outputs of such a
 * cell are: stream (head), display_data with this type and `text/plain`, stream (tail).
 */
export const streamCutType = 'application/vnd.stoa.cut+json';
export interface StreamCut {
  version: 1;
  name: 'stdout' | 'stderr';
  /** Bytes of UTF-8 left out between head and tail. */
  omittedBytes: number;
  omittedLines: number;
  /** File with what was left out, as far as it was kept (`keptBytes`); null when nothing was kept. */
  file: string | null;
  keptBytes: number;
}
