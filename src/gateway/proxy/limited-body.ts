import { Readable } from 'node:stream';
import { common } from '../../platform/index.ts';
import type { Visit } from '../visit.ts';
import { lentBody } from './lent-body.ts';

/** Refuses a body the announced length of which is over the limit, before any of it is sent on. */
export function requireBodyWithin({ head }: Visit, limitBytes: number | undefined): void {
  if (limitBytes !== undefined && head.bodyBytes !== undefined && head.bodyBytes > limitBytes)
    throw tooLarge(limitBytes);
}

/** The body as it comes; one of unknown length ends with a problem where it passes the limit. */
export function limitedBody({ req, head }: Visit, limitBytes: number | undefined): Readable {
  return limitBytes === undefined || head.bodyBytes !== undefined
    ? lentBody(req)
    : Readable.from(counted(lentBody(req), limitBytes), { objectMode: false });
}

async function* counted(chunks: AsyncIterable<Buffer>, limitBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
  }
}

function tooLarge(limitBytes: number) {
  return common['too-large']({
    detail: `A request to the platform has at most ${limitBytes} bytes (service.body-limit).`,
    extra: { limitBytes },
  });
}
