import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { parser, type Replica } from '../../platform/index.ts';
import type { Use } from '../control.ts';
import type { TargetKind } from '../rules/tenant-route.ts';
import type { StreamLine } from './entries.ts';

/** What control does when a gateway asks for it. Problems that these throw are passed on to the person. */
export interface ReplicaHooks {
  /** Starts the account's server of this kind when it is not running and may be started on demand. */
  ensureTarget(account: string, kind: TargetKind): Promise<{ socket: string }>;
  /** These credentials were used at a tenant's server. */
  used(uses: readonly Use[]): void;
}

const beatMs = 3_000;
/** A gateway that reads so slowly that more than this waits for it is cut off; it connects again. */
const backlogBytes = 256 * 2 ** 20;

const readQuery = parser(Type.Object({ gateway: Type.String({ minLength: 1, maxLength: 64 }) }), 'query', true);
const readTaken = parser(Type.Object({ gateway: Type.String(), revision: Type.Integer() }), 'body', false);
const readUses = parser(
  Type.Object({ uses: Type.Array(Type.Object({ key: Type.String(), remote: Type.String() })) }),
  'body',
  false,
);
const readTarget = parser(
  Type.Object({ account: Type.String(), kind: Type.Union([Type.Literal('workspace'), Type.Literal('files')]) }),
  'params',
  false,
);

/**
 * Control's side of the gateways' copies. Register it when sessions, accounts and routes are in the replica: gateways
 * close what a complete snapshot no longer holds. Only gateways reach control's socket, so there is no sign-in here.
 */
export function replicaRoutes(app: FastifyInstance, replica: Replica, hooks: ReplicaHooks): void {
  const followers = new Map<string, { taken(revision: number): void }>();

  app.get('/internal/replica', (request, reply) => {
    const { gateway } = readQuery(request.query);
    const stream = new PassThrough({ highWaterMark: 2 ** 20 });
    const write = (line: StreamLine) => {
      if (stream.writableLength > backlogBytes) stream.destroy(new Error('the gateway does not keep up'));
      else if (stream.writable) stream.write(`${JSON.stringify(line)}\n`);
    };
    const follower = replica.follow(
      ({ kind, key, value, revision }) => write({ type: 'entry', kind, key, value, revision }),
      (revision) => write({ type: 'snapshot', revision }),
    );
    followers.set(gateway, follower);
    const beat = setInterval(() => write({ type: 'beat' }), beatMs);
    const end = () => {
      clearInterval(beat);
      follower.end();
      if (followers.get(gateway) === follower) followers.delete(gateway);
      stream.destroy();
    };
    request.raw.socket.once('close', end);
    stream.once('close', end);
    return send(reply, stream);
  });

  app.post('/internal/replica/taken', async (request) => {
    const { gateway, revision } = readTaken(request.body);
    followers.get(gateway)?.taken(revision);
    return {};
  });

  /** A gateway that does not know a session or a route yet asks how far it must read to be sure. */
  app.get('/internal/replica/revision', async () => ({ revision: replica.revision }));

  app.post('/internal/credentials/used', async (request) => {
    hooks.used(readUses(request.body).uses);
    return {};
  });

  app.post('/internal/targets/:account/:kind', async (request) => {
    const { account, kind } = readTarget(request.params);
    const { socket } = await hooks.ensureTarget(account, kind);
    return { socket };
  });
}

function send(reply: FastifyReply, stream: PassThrough): FastifyReply {
  return reply.header('content-type', 'application/x-ndjson').header('cache-control', 'no-store').send(stream);
}
