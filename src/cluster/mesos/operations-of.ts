import type { FastifyInstance } from 'fastify';
import { readCredential } from './http/credential.ts';
import { Refusal } from './http/refusal.ts';
import type { MesosParts } from './parts.ts';

/** The platform's own API, which is served by the same server, for callers of the Mesos API. */
export function operationsOf(app: FastifyInstance): MesosParts['operate'] {
  return async ({ header }, method, url, body) => {
    const { authorization } = readCredential(header('authorization') ?? '');
    const headers = { authorization, 'x-stoa-remote': header('x-stoa-remote') ?? 'local' };
    const answer = await app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
    const said: unknown = answer.body === '' ? null : JSON.parse(answer.body);
    if (answer.statusCode < 300) return said;
    const detail = typeof said === 'object' && said !== null && 'detail' in said ? String(said.detail) : '';
    // To a Mesos master, who is asked to change what is not there was asked badly.
    const bad = answer.statusCode === 422 || (answer.statusCode === 404 && method !== 'GET');
    throw new Refusal(bad ? 400 : answer.statusCode, detail);
  };
}
