import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { HadoopFiles, HadoopQuestion } from '../../../gateway/index.ts';
import { HdfsError } from '../client/hdfs-error.ts';
import type { WebHdfs } from '../client/web-hdfs.ts';
import type { HdfsHomes } from '../homes.ts';
import { passed } from './operations.ts';

/**
 * WebHDFS for accounts whose files are in HDFS: each question is put to it with the account's own rights and answered
 * with what it says. Bytes are streamed between the client and a DataNode, whose address no client learns.
 */
export class HdfsEndpoint implements HadoopFiles {
  readonly #hdfs: WebHdfs;
  readonly #homes: HdfsHomes;

  /** @param hdfs  as the service that may act for accounts */
  constructor(hdfs: WebHdfs, homes: HdfsHomes) {
    this.#hdfs = hdfs;
    this.#homes = homes;
  }

  async answer(req: IncomingMessage, res: ServerResponse, question: HadoopQuestion): Promise<void> {
    const gone = new AbortController();
    res.once('close', () => gone.abort(new Error('the client has gone')));
    try {
      await this.#homes.ensureHome(question.account);
      await this.#pass(req, res, question, gone.signal);
    } catch (error) {
      if (gone.signal.aborted) return;
      refuse(req, res, error);
    }
  }

  async #pass(req: IncomingMessage, res: ServerResponse, asked: HadoopQuestion, signal: AbortSignal): Promise<void> {
    const { op, query } = asked;
    const how = Object.hasOwn(passed, op) ? passed[op] : undefined;
    if (how === undefined || how.method !== req.method)
      throw invalid(`Invalid value for webhdfs parameter "op": ${op}`);
    const hdfs = this.#hdfs.as(asked.account);
    const path = decoded(asked.path);
    const given = Object.fromEntries(query);
    if (how.data === 'in') return relay(await hdfs.write(how.method, path, op, given, req, signal), res);
    if (how.data === 'out') return relay(await hdfs.read(path, op, given, signal), res);
    relay(await hdfs.ask(how.method, path, op, given, { once: how.once === true, signal }), res);
  }
}

const passedHeaders = ['content-type', 'content-length'];

/** What is in a file is its owner's and runs nowhere. */
const plain = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': 'sandbox',
};

async function relay(answer: IncomingMessage, res: ServerResponse): Promise<void> {
  const headers = passedHeaders.flatMap((name) => {
    const value = answer.headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  res.writeHead(answer.statusCode ?? 200, { ...Object.fromEntries(headers), ...plain });
  // What breaks off breaks off here too: the length that was told shows it.
  await pipeline(answer, res).catch(() => res.destroy());
}

/** A path of HDFS may hold any character but `/`; what is no text is no path. */
function decoded(path: string): string {
  try {
    return path.split('/').map(decodeURIComponent).join('/') || '/';
  } catch {
    throw invalid(`Invalid path: ${path.slice(0, 200)}`);
  }
}

const invalid = (message: string): HdfsError =>
  new HdfsError('IllegalArgumentException', message, {
    status: 400,
    javaClassName: 'java.lang.IllegalArgumentException',
  });

const away = {
  exception: 'RetriableException',
  javaClassName: 'org.apache.hadoop.ipc.RetriableException',
  message: 'HDFS does not answer now. Try again in a moment.',
};

/** In the words of HDFS. Where it did not answer its own clients know that they may try again; no address is told. */
function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const told = error instanceof HdfsError && error.status !== 0 ? error : undefined;
  const { exception, javaClassName, message } = told ?? away;
  const body = JSON.stringify({ RemoteException: { exception, javaClassName, message } });
  // Of a body that was refused the rest is not read.
  const more = req.complete ? {} : { connection: 'close' };
  res.writeHead(told?.status ?? 503, { 'content-type': 'application/json', ...plain, ...more });
  res.end(body);
}
