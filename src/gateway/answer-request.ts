import type { IncomingMessage, ServerResponse } from 'node:http';
import { common } from '../platform/index.ts';
import type { Door, Edge } from './edge.ts';
import { refusals } from './problems.ts';
import { Exchange } from './proxy/exchange.ts';
import { passToTenant } from './proxy/pass-to-tenant.ts';
import { toControl } from './proxy/to-control.ts';
import { toMesos } from './proxy/to-mesos.ts';
import { toTenant } from './proxy/to-tenant.ts';
import { identify, requireOwnPage, requireTenant } from './require.ts';
import { plainHeaders } from './rules/content-policy.ts';
import { mesosCredential } from './rules/mesos-credential.ts';
import { isSafe } from './rules/origin.ts';
import { isWebHdfs } from './rules/webhdfs-request.ts';
import { receive, type Visit } from './visit.ts';
import { hadoopToken, hadoopTokenPath } from './webhdfs/hadoop-token.ts';
import { webHdfs } from './webhdfs/web-hdfs.ts';

/** Decides who answers a request, and lets nothing pass that the one who asks may not have. */
export function answerRequest(edge: Edge, door: Door, req: IncomingMessage, res: ServerResponse): void {
  receive(edge, door, req, res, (visit) => answererOf(visit)(visit));
}

function answererOf({ edge, head, door, path: { path } }: Visit): (visit: Visit) => void {
  if (door.mesos) return mesos;
  if (path === '/healthz') return health;
  const host = door.inside === undefined ? edge.hostKind(head.host) : 'platform';
  if (host === 'unknown')
    throw refusals['wrong-host'](`Stoa is at ${edge.publicOrigin}; it does not answer to other names.`);
  if (host === 'content') return contentPage;
  if (path.startsWith('/user/')) return tenant;
  if (isWebHdfs(path)) return webHdfs;
  if (path === hadoopTokenPath) return hadoopToken;
  if (path.startsWith('/api/') || path === '/openapi.json') return control;
  if (door.inside !== undefined && path === '/mesos/api/v1/executor') return executor;
  if (path === '/mesos' || path.startsWith('/mesos/')) return mesos;
  if (door.inside !== undefined) throw common['not-found']('Inside a workspace only the API is served.');
  if (path.startsWith('/oidc/') || path === '/.well-known/openid-configuration') return openid;
  if (path === '/readyz') return readiness;
  if (path === '/metrics') return metrics;
  return file;
}

function tenant(visit: Visit): void {
  const { to } = requireTenant(visit);
  visit.served = to.kind;
  visit.count('request', to.account, visit.edge.limits.requestsPerAccount);
  passToTenant(visit, to, toTenant(visit, to), isDownload(visit));
}

/** A file as it is, which may be large. */
function isDownload({ req, path: { path } }: Visit): boolean {
  return req.method === 'GET' && path.endsWith('/files/content');
}

/** Control checks the credential itself; the edge only remembers it, to end streams when it vanishes. */
function control(visit: Visit): void {
  identify(visit);
  if (!isSafe(visit.req.method)) {
    requireOwnPage(visit);
    // Whoever signs out or changes a password is to hear that it was done; control looked at the credential already.
    visit.lastWord = true;
  }
  visit.served = 'control';
  visit.count('control', visit.account ?? visit.remote, visit.edge.limits.controlRequestsPerAccount);
  new Exchange(visit, toControl(visit)).start();
}

/**
 * Where other sites sign people in. Their servers, their pages and browsers that they lead here all ask in their own name:
 * what they show is not the platform's, and what a browser adds proves nothing but which one it is.
 */
function openid(visit: Visit): void {
  visit.served = 'control';
  visit.count('control', visit.remote, visit.edge.limits.controlRequestsPerAccount);
  new Exchange(visit, toControl(visit)).start();
}

/** Frameworks and tools written for Mesos show a token, never a cookie, so no page of another site can speak for anybody. */
function mesos(visit: Visit): void {
  identify(visit, mesosCredential(visit.head));
  visit.served = 'control';
  visit.count('control', visit.account ?? visit.remote, visit.edge.limits.controlRequestsPerAccount);
  new Exchange(visit, toMesos(visit)).start();
}

/** What a framework's executor says from inside its sandbox; what it shows to prove which one it is only control knows. */
function executor(visit: Visit): void {
  const { edge, door } = visit;
  visit.account = door.inside;
  visit.served = 'control';
  visit.count('control', `executors of ${door.inside}`, edge.limits.controlRequestsPerAccount);
  new Exchange(visit, toMesos(visit)).start();
}

/** On tenants' own hosts stands nothing yet but the page that shows notebooks' HTML. */
function contentPage(visit: Visit): void {
  const { edge } = visit;
  const { path } = visit.path;
  if (!path.startsWith('/_stoa/') || !edge.web.has(path)) throw common['not-found']();
  requireReading(visit);
  visit.served = 'file';
  edge.web.sendFile(visit, path).catch((error: unknown) => visit.refuse(error));
}

function file(visit: Visit): void {
  const { edge, head } = visit;
  const { path } = visit.path;
  requireReading(visit);
  if (!path.startsWith('/_stoa/') && edge.web.has(path)) {
    visit.served = 'file';
    edge.web.sendFile(visit, path).catch((error: unknown) => visit.refuse(error));
    return;
  }
  if (path.startsWith('/assets/') || path.startsWith('/_stoa/')) throw common['not-found']();
  visit.served = 'page';
  if (isUnnameable(head.host) && !isUnnameable(edge.publicHost)) {
    visit.send(307, ['location', edge.publicOrigin + visit.path.clean, 'cache-control', 'no-store', ...plainHeaders]);
    return;
  }
  // With a page that another site leads to, the browser keeps the session's cookie back: there may be one.
  const ledHere = head.fetchSite === 'cross-site' || head.fetchSite === 'same-site';
  const credential = edge.credentials.read(head, undefined) === undefined && !ledHere ? 'none' : 'shown';
  if (!edge.web.sendPage(visit, credential))
    throw common['not-found']('The web application was not built: npm run build.');
}

/** An IPv6 address cannot stand in a policy, so a page there would show no framed output. */
function isUnnameable(host: string): boolean {
  return host.startsWith('[');
}

function requireReading({ req }: Visit): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw common['method-not-allowed']();
}

function health(visit: Visit): void {
  visit.served = 'health';
  visit.send(200, ['content-type', 'text/plain', 'cache-control', 'no-store'], 'ok\n');
}

/** Ready: sessions and routes are known, so that requests can be answered. */
function readiness(visit: Visit): void {
  visit.served = 'health';
  const { state } = visit.edge.copy;
  visit.send(
    state === 'current' ? 200 : 503,
    ['content-type', 'text/plain', 'cache-control', 'no-store'],
    state === 'current' ? 'ready\n' : 'control has not been heard\n',
  );
}

function metrics(visit: Visit): void {
  const { edge } = visit;
  visit.served = 'health';
  const who = identify(visit);
  if (!edge.openMetrics && !who?.administrator) throw who ? common.forbidden() : common['not-signed-in']();
  const control = edge.control.metrics(edge.ended).catch(() => '');
  Promise.all([edge.metrics.text(), control]).then(
    ([own, others]) =>
      visit.send(
        200,
        ['content-type', 'text/plain; version=0.0.4; charset=utf-8', 'cache-control', 'no-store'],
        own + others,
      ),
    (error: unknown) => visit.refuse(error),
  );
}
