import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject } from '../kernels/wire.ts';
import { limits } from '../limits.ts';
import { badRequest, HttpError } from './errors.ts';

/** Reads a JSON object; nothing at all counts as an empty one, as Jupyter's clients send it. */
export async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > limits.requestBodyBytes) {
      throw new HttpError(413, `The request is larger than ${limits.requestBodyBytes} bytes.`, 'too-large');
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString().trim();
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return {};
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw badRequest('The body is not a JSON object.');
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204);
  response.end();
}

/** A field that must be text when it is there. */
export function textField(body: JsonObject, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw badRequest(`"${name}" must be text.`);
}
