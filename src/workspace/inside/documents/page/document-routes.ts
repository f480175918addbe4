import { pipeline } from 'node:stream/promises';
import type { WebSocket } from 'ws';
import { closeCode, type Problem, type ServerMessage } from '../../../protocol/document.ts';
import type { Environment } from '../../environment.ts';
import { HttpError, notFound, systemCode } from '../../http/errors.ts';
import type { Router } from '../../http/router.ts';
import { acceptWebSocket } from '../../http/websocket.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Documents } from '../documents.ts';
import { OutputFiles, typeOfFile } from '../output/output-files.ts';
import { NotebookError } from '../rules/notebook.ts';
import { servePage } from './page.ts';

/** `/stoa/document` (the page's websocket) and `/stoa/outputs/<file>` (large outputs by reference). */
export function addDocumentRoutes(
  router: Router,
  environment: Environment,
  kernels: Kernels,
  documents: Documents,
): void {
  router.onUpgrade('/stoa/document', async (upgrade) => {
    const path = upgrade.query.get('path') ?? '';
    const history = upgrade.query.get('history') ?? '';
    // Opening takes longer than the handshake: both at once. What the page sends before is kept by the socket.
    const opening = Promise.resolve().then(() => documents.open(path));
    opening.catch(() => undefined);
    const websocket = await acceptWebSocket(upgrade);
    websocket.pause();
    try {
      const [document, specs] = await Promise.all([opening, kernels.specs()]);
      const kernelspecs = specs.map(({ name, displayName, language }) => ({ name, displayName, language }));
      servePage(websocket, upgrade.socket, document, { account: environment.account, history, kernelspecs });
      websocket.resume();
      document.runner.expectRun().catch((error: unknown) => console.error(error));
    } catch (error) {
      websocket.resume();
      refuse(websocket, problemOf(error, path));
    }
  });

  router.on('GET', '/stoa/outputs/:file', async ({ response, params, query }) => {
    const path = query.get('path') ?? '';
    const open = await (documents.find(path) ?? null);
    const place = documents.place(path);
    const files = open?.files ?? new OutputFiles(place.folder);
    const name = params.file ?? '';
    const found = await files.open(name);
    if (found === null) throw notFound('This output is not kept any more. Run its cell again.');
    try {
      const { size } = await found.stat();
      response.writeHead(200, {
        'content-type': typeOfFile(name),
        'content-length': size,
        'cache-control': 'private, max-age=31536000, immutable',
      });
      if (size === 0) response.end();
      else await pipeline(found.createReadStream({ end: size - 1, autoClose: false }), response);
    } finally {
      await found.close();
    }
  });
}

function refuse(websocket: WebSocket, problem: Problem): void {
  const message: ServerMessage = { type: 'error', problem };
  websocket.send(JSON.stringify(message));
  websocket.close(problem.code === 'not-found' ? closeCode.gone : closeCode.refused, problem.code);
}

/** What the file is, as against what is in it. */
const refusals = ['outside-group', 'not-a-file', 'too-large'] as const;

function problemOf(error: unknown, path: string): Problem {
  if (error instanceof NotebookError) {
    return {
      code: error.problem,
      message: `${path} cannot be opened as a notebook.`,
      why: error.message,
      action: 'The file is left as it is. Download it, mend it and upload it again, or mend it in the terminal.',
    };
  }
  const refused = refusals.find((known) => error instanceof HttpError && error.code === known);
  if (refused !== undefined && error instanceof HttpError) {
    return { code: refused, message: `${path} cannot be opened as a notebook.`, why: error.message };
  }
  const code = error instanceof HttpError && error.status === 404 ? 'ENOENT' : systemCode(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        code: 'not-found',
        message: `There is no notebook at ${path}.`,
        action: 'It may have been moved or deleted.',
      };
    case 'EACCES':
    case 'EPERM':
      return { code: 'no-access', message: `You may not read ${path}.`, action: 'Ask its owner for access.' };
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'disk-full',
        message: `${path} cannot be opened: the disk is full, so nothing you write could be saved.`,
        action: 'Delete files to make room, then open it again.',
      };
    case 'EISDIR':
      return { code: 'not-a-notebook', message: `${path} is a folder.` };
    default:
      return {
        code: 'failed',
        message: `${path} cannot be opened.`,
        why: error instanceof Error ? error.message : String(error),
      };
  }
}
