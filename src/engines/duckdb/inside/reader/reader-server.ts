import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type ReaderErrorCode, windowLimit } from '../../result.ts';
import { parsePoints, parseSort, parseWhere, ViewInvalid } from '../../rules/view.ts';
import { describeResult } from '../results/sidecar.ts';
import type { EngineSettings } from '../settings.ts';
import { quoteText } from '../sql-text.ts';
import { chartPoints } from './chart-points.ts';
import { checkFilters } from './check-filters.ts';
import { exportResult } from './export-result.ts';
import { previewTable } from './preview-table.ts';
import { readWindow } from './read-window.ts';
import { ReaderDatabase } from './reader-database.ts';
import { openResult, ReaderError, type StoredResult } from './stored-result.ts';
import { summarizeColumn } from './summarize-column.ts';

const statusOf: Record<ReaderErrorCode, number> = {
  'result-not-found': 404,
  'result-not-complete': 409,
  'result-damaged': 410,
  'request-invalid': 400,
  'file-not-readable': 422,
  'reader-failed': 500,
};

const defaultLimit = 200;

/** Longer than any client's, so that it is never we who close a connection under a request. */
const keepAliveMs = 300_000;

/** The reader as result.ts describes it. `touched` is called as each request begins and ends. */
export function createReaderServer(settings: EngineSettings, touched: (active: number) => void): Server {
  const database = new ReaderDatabase(settings);
  let active = 0;
  return createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    touched(++active);
    response.once('close', () => touched(--active));
    void answer(settings, database, request, response);
  });
}

async function answer(
  settings: EngineSettings,
  database: ReaderDatabase,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await route(settings, database, request, response, gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return;
    if (response.headersSent) {
      // Half a file must not look whole.
      response.destroy();
      return;
    }
    const code = error instanceof ReaderError || error instanceof ViewInvalid ? error.code : 'reader-failed';
    const detail = error instanceof Error ? error.message : String(error);
    const status = statusOf[code];
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code, title: code.replaceAll('-', ' '), detail, status }));
  }
}

async function route(
  settings: EngineSettings,
  database: ReaderDatabase,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://reader');
  const [, first, id, verb, index] = url.pathname.split('/').map(decodeURIComponent);
  const send = (body: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (request.method !== 'GET') throw new ReaderError('request-invalid', 'The reader answers GET alone.');
  if (first === 'healthz') return send({ ready: true });
  if (first === 'preview') {
    const path = url.searchParams.get('path');
    if (!path) throw new ReaderError('request-invalid', '"path" is missing.');
    const { offset, limit } = paging(url);
    return send(
      await database.use(signal, (connection) => previewTable(connection, settings.home, path, offset, limit)),
    );
  }
  if (first !== 'results' || id === undefined) throw new ReaderError('result-not-found', 'There is no such page.');
  const result = await openResult(join(settings.home, '.stoa', 'results'), id);
  switch (verb) {
    case undefined:
      return send(describeResult(result.sidecar));
    case 'rows':
      return send(await rows(database, result, url, signal));
    case 'columns':
      return send(await summary(database, result, Number(index), signal));
    case 'points':
      return send(await points(database, result, url, signal));
    case 'export':
      return exported(settings, database, result, url, response, signal);
    default:
      throw new ReaderError('result-not-found', 'There is no such page.');
  }
}

function rows(database: ReaderDatabase, result: StoredResult, url: URL, signal: AbortSignal) {
  const asked = { ...paging(url), ...view(result, url), whole: url.searchParams.get('whole') === '1' };
  return database.use(signal, async (connection) => {
    await connection.run(`SET TimeZone = ${quoteText(result.sidecar.timeZone)}`);
    await checkFilters(connection, result, asked.where);
    return readWindow(connection, result, asked, (key, work) => database.once(key, signal, work));
  });
}

function summary(database: ReaderDatabase, result: StoredResult, index: number, signal: AbortSignal) {
  const [key] = parseSort(`${index}`, result.sidecar.columns.length);
  return database.use(signal, async (connection) => {
    await connection.run(`SET TimeZone = ${quoteText(result.sidecar.timeZone)}`);
    return summarizeColumn(connection, result, key?.column ?? 0);
  });
}

function points(database: ReaderDatabase, result: StoredResult, url: URL, signal: AbortSignal) {
  const asked = parsePoints(url.searchParams, result.sidecar.columns.length);
  const { where } = view(result, url);
  return database.use(signal, async (connection) => {
    await connection.run(`SET TimeZone = ${quoteText(result.sidecar.timeZone)}`);
    await checkFilters(connection, result, where);
    return chartPoints(connection, result, asked, where);
  });
}

async function exported(
  settings: EngineSettings,
  database: ReaderDatabase,
  result: StoredResult,
  url: URL,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const format = url.searchParams.get('format');
  if (format !== 'csv' && format !== 'json' && format !== 'parquet')
    throw new ReaderError('request-invalid', `"format" is "${format}", expected "csv", "json" or "parquet".`);
  const asked = { format, ...view(result, url) } as const;
  await database.use(signal, (connection) => checkFilters(connection, result, asked.where));
  const type = {
    csv: 'text/csv; charset=utf-8',
    // Lines of JSON, which together are none.
    json: 'text/plain; charset=utf-8',
    parquet: 'application/vnd.apache.parquet',
  }[format];
  const name = result.sidecar.name === '_sql' ? 'result' : result.sidecar.name;
  response.setHeader('content-type', type);
  response.setHeader('content-disposition', `attachment; filename="${name}.${format === 'json' ? 'jsonl' : format}"`);
  const scratch = join(settings.home, '.stoa', 'tmp');
  await database.use(signal, (connection) => exportResult(connection, result, asked, scratch, response));
}

function paging(url: URL): { offset: number; limit: number } {
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? defaultLimit);
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new ReaderError('request-invalid', '"offset" is no row number.');
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > windowLimit)
    throw new ReaderError('request-invalid', `"limit" is not between 1 and ${windowLimit}.`);
  return { offset, limit };
}

function view(result: StoredResult, url: URL) {
  const count = result.sidecar.columns.length;
  return {
    sort: parseSort(url.searchParams.get('sort') ?? '', count),
    where: parseWhere(url.searchParams.get('where') ?? '', count),
  };
}
