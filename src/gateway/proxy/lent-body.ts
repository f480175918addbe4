import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * A request's body for a reader who may stop before its end: only the reading ends then. The request, and with it the
 * connection that the answer takes, stays.
 */
export function lentBody(req: IncomingMessage): Readable {
  let reading = false;
  const body = new Readable({
    read() {
      if (!reading) {
        reading = true;
        req.on('data', data).once('end', end).once('close', close).once('error', failed);
      }
      req.resume();
    },
    destroy(error, done) {
      req.off('data', data).off('end', end).off('close', close).off('error', failed);
      done(error);
    },
  });
  const data = (chunk: Buffer) => {
    if (!body.push(chunk) && !body.destroyed) req.pause();
  };
  const end = () => body.push(null);
  const failed = (error: Error) => body.destroy(error);
  const close = () => {
    if (!req.complete) body.destroy(new Error('the body broke off'));
  };
  return body;
}
