import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { Command } from '../database/command.ts';
import type { Identity } from '../identity.ts';
import { isUnsafe, type Operation } from '../operation.ts';
import { common } from '../problem.ts';
import { auditEntry } from './audit-entry.ts';
import type { ServerParts } from './server-parts.ts';

interface Asked {
  readonly who: Identity | undefined;
  readonly operation: Operation;
  readonly request: FastifyRequest;
  readonly signal: AbortSignal;
}

/** The context of one try of one request. Its first commit carries the operation's audit record. */
export function requestContext(parts: ServerParts, { who, operation, request, signal }: Asked): Context {
  const { database, clock, log } = parts;
  let audited = operation.audit === false || !isUnsafe(operation.method);
  return {
    identity: who,
    requestId: request.id,
    header(name) {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    remote: String(request.headers['x-stoa-remote'] ?? 'local'),
    log: log.child({ requestId: request.id }),
    clock,
    read: database.read,
    signal,
    now: () => clock.now(),
    caller() {
      if (!who) throw common['not-signed-in']();
      return who;
    },
    async commit(...given) {
      const commands: Command[] = given.flat();
      if (!audited) commands.push(parts.audit(auditEntry(parts, who, operation, request, 'ok')));
      await database.commit(commands);
      audited = true;
    },
  };
}
