import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

const heartbeatMilliseconds = 15_000;

/** Server-sent events, with a comment every 15 s so that a dead connection is noticed. */
export function sendEvents(request: FastifyRequest, reply: FastifyReply, events: AsyncIterable<SentEvent>) {
  reply.header('content-type', 'text/event-stream').header('x-accel-buffering', 'no');
  const stream = new Readable({ read() {} });
  stream.push(': open\n\n');
  const beat = setInterval(() => stream.push(': still here\n\n'), heartbeatMilliseconds);
  const iterator = events[Symbol.asyncIterator]();
  const end = () => {
    clearInterval(beat);
    void iterator.return?.();
    stream.push(null);
  };
  request.raw.once('close', end);
  void pump(iterator, stream).finally(end);
  return reply.send(stream);
}

async function pump(iterator: AsyncIterator<SentEvent>, stream: Readable): Promise<void> {
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const { id, type, data } = next.value;
    stream.push(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

/** JSON lines. */
export function sendLines(reply: FastifyReply, items: AsyncIterable<unknown>) {
  reply.header('content-type', 'application/x-ndjson');
  return reply.send(Readable.from(lines(items)));
}

async function* lines(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}
