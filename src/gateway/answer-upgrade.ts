import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { common } from '../platform/index.ts';
import type { Door, Edge } from './edge.ts';
import { refusals } from './problems.ts';
import { Tunnel } from './proxy/tunnel.ts';
import { requireOwnPage, requireTenant } from './require.ts';
import { receive, type Visit } from './visit.ts';

/** A websocket: the same checks as for a request, and the page's origin, before a byte of it goes anywhere. */
export function answerUpgrade(edge: Edge, door: Door, req: IncomingMessage, socket: Duplex, rest: Buffer): void {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  if (!(socket instanceof Socket)) {
    socket.destroy();
    return;
  }
  res.assignSocket(socket);
  res.on('finish', () => socket.end());
  receive(edge, door, req, res, (visit) => open(visit, socket, rest));
}

function open(visit: Visit, socket: Socket, rest: Buffer): void {
  const { edge, door, head, req } = visit;
  if (door.inside === undefined && edge.hostKind(head.host) !== 'platform') throw refusals['wrong-host']();
  if (!visit.path.path.startsWith('/user/')) throw common['not-found']();
  if (req.method !== 'GET' || head.hasBody) throw refusals['upgrade-refused']('A websocket begins with a bare GET.');
  const { who, to } = requireTenant(visit);
  requireOwnPage(visit);
  if (!edge.open.enter('websocket', who.account, edge.limits.websocketsPerAccount))
    throw refusals['too-many-websockets'](
      `At most ${edge.limits.websocketsPerAccount} websockets of an account are open at once: close some pages.`,
    );
  visit.served = to.kind;
  new Tunnel(visit, to, socket, rest).start();
}
