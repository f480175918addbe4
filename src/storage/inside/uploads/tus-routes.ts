import { common } from '../../../platform/problem.ts';
import { fileProblems } from '../../problems.ts';
import { parseBytes, parseTarget, tusExtensions, tusVersion } from '../../rules/tus.ts';
import { type Call, conflicts } from '../http/call.ts';
import type { Route } from '../http/router.ts';
import type { UploadRecord } from './record.ts';
import { expiryOf, type Uploads } from './uploads.ts';

/** tus 1.0.0, https://tus.io/protocols/resumable-upload; beside it, what a page needs to find uploads again. */
export function tusRoutes(uploads: Uploads): Route[] {
  return [
    { method: 'OPTIONS', path: '/uploads', handler: (call) => options(call) },
    { method: 'OPTIONS', path: '/uploads/:id', handler: (call) => options(call) },
    { method: 'POST', path: '/uploads', handler: (call) => create(uploads, call) },
    { method: 'HEAD', path: '/uploads/:id', handler: (call) => head(uploads, call) },
    { method: 'PATCH', path: '/uploads/:id', handler: (call) => append(uploads, call) },
    { method: 'DELETE', path: '/uploads/:id', handler: (call) => terminate(uploads, call) },
    { method: 'GET', path: '/uploads', handler: () => ({ uploads: uploads.unfinished() }) },
    {
      method: 'POST',
      path: '/uploads/:id/finish',
      handler: async (call) => uploads.finish(call.id, (await call.body()).choice('conflict', conflicts) ?? 'fail'),
    },
  ];
}

function options(call: Call): void {
  call.response
    .writeHead(204, { 'tus-resumable': tusVersion, 'tus-version': tusVersion, 'tus-extension': tusExtensions })
    .end();
}

async function create(uploads: Uploads, call: Call): Promise<void> {
  requireVersion(call);
  const length = parseBytes('Upload-Length', call.header('upload-length'));
  let record = await uploads.create(parseTarget(call.header('upload-metadata')), length);
  let offset = 0;
  if (carriesBytes(call) && length > 0) ({ record, offset } = await uploads.append(record.id, 0, call));
  call.response.writeHead(201, { ...standing(record, offset), location: `${call.base}/uploads/${record.id}` }).end();
}

async function head(uploads: Uploads, call: Call): Promise<void> {
  requireVersion(call);
  const { record, offset } = await uploads.offset(call.id);
  call.response.writeHead(200, { ...standing(record, offset), 'upload-length': record.length }).end();
}

async function append(uploads: Uploads, call: Call): Promise<void> {
  requireVersion(call);
  requireOffsetType(call);
  const from = parseBytes('Upload-Offset', call.header('upload-offset'));
  const { record, offset } = await uploads.append(call.id, from, call);
  call.response.writeHead(204, standing(record, offset)).end();
}

async function terminate(uploads: Uploads, call: Call): Promise<void> {
  requireVersion(call);
  await uploads.cancel(call.id);
  call.response.writeHead(204, { 'tus-resumable': tusVersion }).end();
}

function standing(record: UploadRecord, offset: number): Record<string, string | number> {
  return {
    'tus-resumable': tusVersion,
    'upload-offset': offset,
    'upload-expires': new Date(expiryOf(record)).toUTCString(),
    'cache-control': 'no-store',
  };
}

function requireVersion(call: Call): void {
  call.response.setHeader('tus-resumable', tusVersion);
  if (call.header('tus-resumable') === tusVersion) return;
  call.response.setHeader('tus-version', tusVersion);
  throw fileProblems['upload-version']({ field: 'Tus-Resumable', detail: `Tus-Resumable must be ${tusVersion}.` });
}

function requireOffsetType(call: Call): void {
  if (call.header('content-type') === 'application/offset+octet-stream') return;
  throw common['bad-request']({ field: 'Content-Type', detail: 'It must be application/offset+octet-stream.' });
}

function carriesBytes(call: Call): boolean {
  return call.header('content-type') === 'application/offset+octet-stream';
}
