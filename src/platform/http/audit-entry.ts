import type { FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Identity } from '../identity.ts';
import type { Operation } from '../operation.ts';
import { headerText, plainParams } from './plain-request.ts';

/** What happened to an unsafe operation, for the audit trail. */
export interface AuditEntry {
  readonly at: number;
  readonly account: string | undefined;
  readonly credentialId: string | undefined;
  readonly operation: string;
  readonly target: string;
  readonly remote: string;
  readonly requestId: string;
  readonly result: 'ok' | string;
}

export function auditEntry(
  parts: { readonly clock: Clock },
  who: Identity | undefined,
  operation: Operation,
  request: FastifyRequest,
  result: string,
): AuditEntry {
  return {
    at: parts.clock.now(),
    account: who?.account,
    credentialId: who?.credentialId,
    operation: `${operation.method} ${operation.path}`,
    target: targetOf(operation, request),
    remote: headerText(request.headers['x-stoa-remote']) ?? 'local',
    requestId: request.id,
    result,
  };
}

/** What an operation acts on, in one line: its path's parameters, or the name in its body. */
function targetOf(operation: Operation, request: FastifyRequest): string {
  const params = Object.values(plainParams(request.params));
  if (params.length > 0) return params.join(' ').slice(0, 200);
  const body = request.body;
  if (typeof body === 'object' && body !== null) {
    if ('name' in body && typeof body.name === 'string') return body.name.slice(0, 200);
    if ('username' in body && typeof body.username === 'string') return body.username.slice(0, 200);
  }
  return operation.path;
}
