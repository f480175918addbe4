import { type ClientRequestArgs, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pause } from '../until.ts';

/** Of a hundred. */
const perHundred = { requestLost: 5, answerLost: 8, doubled: 15, lineDoubled: 20 };
const longestDelay = 150;
const longestStream = 2500;
/** What comes on a stream so shortly before it breaks is lost. */
const deafMilliseconds = 300;

export interface LossyProxy {
  readonly port: number;
  /** What was done so far. */
  readonly counts: Record<
    'requestLost' | 'answerLost' | 'doubled' | 'lineDoubled' | 'linesLost' | 'streamsBroken',
    number
  >;
  /** All of it. */
  faults(): number;
  close(): void;
}

/**
 * Between a client and a server of HTTP: requests and answers are lost, sent twice and delayed; of answers that do not end,
 * pieces are sent twice and delayed, and they break off after a while, with the last of them lost.
 *
 * @param twice     whether a request with this body may be sent twice
 * @param isStream  whether an answer goes on for ever
 * @param framed    pieces of a stream that mean something each
 */
export async function lossyProxy(
  listen: string | number,
  target: ClientRequestArgs,
  twice: (body: string) => boolean,
  isStream: (url: string, answer: IncomingMessage) => boolean,
  framed: () => (chunk: Buffer) => readonly Buffer[],
): Promise<LossyProxy> {
  const counts = { requestLost: 0, answerLost: 0, doubled: 0, lineDoubled: 0, linesLost: 0, streamsBroken: 0 };
  const happens = (what: keyof typeof perHundred) => {
    if (Math.random() * 100 >= perHundred[what]) return false;
    counts[what]++;
    return true;
  };
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const body = Buffer.concat(parts);
    await pause(Math.random() * longestDelay);
    if (happens('requestLost')) return void outgoing.destroy();
    const { method = 'GET', url = '/' } = incoming;
    const host = target.port === undefined ? incoming.headers.host : `localhost:${target.port}`;
    const headers = { ...incoming.headers, host };
    const send = () => {
      const asked = request({ ...target, method, path: url, headers });
      asked.on('error', () => outgoing.destroy());
      asked.end(body);
      return asked;
    };
    if (method === 'POST' && twice(body.toString()) && happens('doubled'))
      send().on('response', (answer) => answer.resume());
    send().on('response', (answer) => void answered(answer, outgoing, isStream(url, answer)));
  };
  const answered = async (answer: IncomingMessage, outgoing: ServerResponse, endless: boolean) => {
    answer.on('error', () => outgoing.destroy());
    if (!endless && happens('answerLost')) {
      answer.resume();
      return void outgoing.destroy();
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.flushHeaders();
    outgoing.on('close', () => answer.destroy());
    const breaks = performance.now() + 500 + Math.random() * longestStream;
    const cut = setTimeout(() => {
      if (!endless || outgoing.writableEnded) return;
      counts.streamsBroken++;
      outgoing.destroy();
    }, breaks - performance.now());
    const pieces = framed();
    try {
      for await (const chunk of answer)
        for (const piece of endless ? pieces(chunk) : [chunk]) {
          if (endless && performance.now() > breaks - deafMilliseconds) {
            counts.linesLost++;
            continue;
          }
          if (endless) await pause(Math.random() * 20);
          outgoing.write(piece);
          if (endless && happens('lineDoubled')) outgoing.write(piece);
        }
      // An answer of which something was lost is broken, not short.
      if (!endless || performance.now() <= breaks - deafMilliseconds) outgoing.end();
    } catch {
      outgoing.destroy();
    } finally {
      if (outgoing.writableEnded) clearTimeout(cut);
    }
  };
  const server = createServer((incoming, outgoing) => {
    outgoing.on('error', () => {});
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(listen, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    counts,
    faults: () => Object.values(counts).reduce((sum, count) => sum + count, 0),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
