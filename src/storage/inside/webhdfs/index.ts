import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { endPatiently } from '../../../platform/inside/index.ts';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { isOperation, type Operation, operations, unsupported } from '../../rules/webhdfs/operations.ts';
import { invalid, Parameters } from '../../rules/webhdfs/parameters.ts';
import { parseHadoopPath } from '../../rules/webhdfs/path.ts';
import type { TenantFolders } from '../environment.ts';
import { sendJson } from '../http/answer.ts';
import type { Owners } from '../owners.ts';
import { Append } from './append.ts';
import { type Answerer, answered } from './asked.ts';
import { Attributes } from './attributes.ts';
import { Blocks } from './blocks.ts';
import { Content } from './content.ts';
import { Look } from './look.ts';
import { Make } from './make.ts';
import { refusalOf } from './refusal.ts';
import { remover } from './remove.ts';
import { Rename } from './rename.ts';
import { Summary } from './summary.ts';
import { TenantSpace } from './tenant-space.ts';

/**
 * WebHDFS over the tenant's files, in Hadoop's words. Who asks was settled at the gateway, which also answered the
 * redirect that clients expect: what comes here is the second step, with the body.
 *
 * @param base  what stands before the path of a file in an address
 * @param ready never rejects; requests wait for it
 */
export function webHdfs(
  base: string,
  env: TenantFolders,
  owners: Owners,
  ready: Promise<unknown>,
  onRequest: (done: Promise<void>) => void,
): RequestListener {
  const table = answerers(env, owners);
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    const question = url.indexOf('?');
    const path = url.slice(base.length, question < 0 ? undefined : question);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      await ready;
      const given = new Parameters(new URLSearchParams(question < 0 ? '' : url.slice(question + 1)));
      const operation = operationOf(request.method ?? '', given.text('op'));
      const asked = { path: parseHadoopPath(decoded(path)), given, request, response, signal: gone.signal };
      const value = await table[operation](asked);
      if (value === answered) return;
      if (value !== undefined) sendJson(response, 200, value);
      else response.writeHead(response.statusCode, { 'content-length': 0, 'cache-control': 'no-store' }).end();
    } catch (error) {
      refuse(response, error, decodedOrNot(path));
    }
  }
  return (request, response) => onRequest(answer(request, response));
}

function answerers(env: TenantFolders, owners: Owners): Readonly<Record<Operation, Answerer>> {
  const space = new TenantSpace(env);
  const look = new Look(space, owners);
  const blocks = new Blocks(space);
  const content = new Content(space);
  const summary = new Summary(space);
  const make = new Make(space);
  const append = new Append(space);
  const attributes = new Attributes(space, owners);
  return {
    OPEN: content.open,
    GETFILESTATUS: look.status,
    GETFILELINKSTATUS: look.status,
    LISTSTATUS: look.list,
    LISTSTATUS_BATCH: look.listBatch,
    GETCONTENTSUMMARY: summary.content,
    GETQUOTAUSAGE: summary.quota,
    GETFILECHECKSUM: content.checksum,
    GETFILEBLOCKLOCATIONS: blocks.locations,
    GET_BLOCK_LOCATIONS: blocks.located,
    GETHOMEDIRECTORY: look.home,
    GETTRASHROOT: look.trashRoot,
    GETSERVERDEFAULTS: look.serverDefaults,
    GETSTATUS: look.storageStatus,
    CHECKACCESS: look.access,
    MKDIRS: make.folders,
    CREATE: make.file,
    RENAME: new Rename(space).rename,
    SETPERMISSION: attributes.permission,
    SETOWNER: attributes.owner,
    SETTIMES: attributes.times,
    SETREPLICATION: attributes.replication,
    APPEND: append.append,
    CONCAT: append.concat,
    TRUNCATE: append.truncate,
    DELETE: remover(space),
  };
}

function operationOf(method: string, given: string | undefined): Operation {
  const name = given?.toUpperCase();
  if (name === undefined) throw new HadoopException('UnsupportedOperationException', 'op=NULL is not supported');
  const refused = unsupported[name];
  if (refused !== undefined) throw new HadoopException(...refused);
  if (!isOperation(name) || operations[name] !== method)
    throw invalid('op', name, `${name.slice(0, 40)} is not a valid ${method} operation.`);
  return name;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new HadoopException('InvalidPathException', 'Invalid path name Invalid file name: it is not UTF-8');
  }
}

function decodedOrNot(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function refuse(response: ServerResponse, error: unknown, path: string): void {
  if (response.destroyed) return;
  const refusal = refusalOf(error, path);
  if (response.headersSent) {
    // Half an answer must not look like a whole one.
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(refusal));
  response.writeHead(refusal.status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  endPatiently(response.req, response, body);
}
