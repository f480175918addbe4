import type { IncomingMessage, ServerResponse } from 'node:http';

const lingerMs = 2_000;

/**
 * Ends an answer that may be given before the request's body was there. A connection that ends under its sender can
 * take the answer with it, so the sender gets a moment to read it; what it sends meanwhile is thrown away.
 *
 * @param body  the rest of the answer, the length of which its head has told
 */
export function endPatiently(req: IncomingMessage, res: ServerResponse, body: Buffer | string): void {
  if (req.complete) {
    res.end(body);
    return;
  }
  if (body.length > 0) res.write(body);
  else res.flushHeaders();
  // Node holds both back for a moment, in which what follows may turn out not to be HTTP and end the connection.
  res.socket?.uncork();
  req.resume();
  const late = setTimeout(() => res.end(() => req.destroy()), lingerMs);
  req.once('close', () => {
    clearTimeout(late);
    res.end();
  });
}
