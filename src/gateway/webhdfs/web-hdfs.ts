import { common } from '../../platform/index.ts';
import { endPatiently } from '../../platform/inside/index.ts';
import { refusals } from '../problems.ts';
import { passToTenant } from '../proxy/pass-to-tenant.ts';
import { toTenant } from '../proxy/to-tenant.ts';
import type { Credential } from '../replica/entries.ts';
import { ownOrigin, requireAccount, requireScope } from '../require.ts';
import { basicPair } from '../rules/basic-pair.ts';
import { plainHeaders } from '../rules/content-policy.ts';
import { delegatedSecret } from '../rules/delegation-token.ts';
import { hadoopRefusal } from '../rules/hadoop-refusal.ts';
import { isSafe } from '../rules/origin.ts';
import { bearerSecret } from '../rules/session-secret.ts';
import { readWebHdfs, type WebHdfsRequest, webHdfsPrefix } from '../rules/webhdfs-request.ts';
import type { Visit } from '../visit.ts';
import { delegationToken } from './hadoop-token.ts';

/**
 * WebHDFS at the edge: who asks is proven here, by a token and never by the name that a client claims, and what needs
 * two steps is redirected here, to this same address. The rest is said by where the account's files are.
 */
export function webHdfs(visit: Visit): void {
  visit.say = (problem) => ({ type: 'application/json', body: JSON.stringify(hadoopRefusal(problem)) });
  const url = visit.req.url ?? '';
  const question = url.indexOf('?');
  const asked = readWebHdfs(question < 0 ? '' : url.slice(question + 1));
  const { who, secret } = requireHadoopUser(visit, asked);
  visit.served = 'files';
  visit.count('request', who.account, visit.edge.limits.requestsPerAccount);
  if (asked.op === 'GETDELEGATIONTOKEN') delegationToken(visit, who, secret);
  else if (asked.second) passOn(visit, who, asked);
  else redirect(visit, asked);
}

/** Where the account's files are: behind its own files server, or in a storage that speaks WebHDFS itself. */
function passOn(visit: Visit, { account }: Credential, { clean, op }: WebHdfsRequest): void {
  const rest = visit.path.path.slice(webHdfsPrefix.length);
  const { hadoopFiles } = visit.edge;
  if (hadoopFiles) {
    const query = new URLSearchParams(clean);
    query.delete('op');
    void hadoopFiles.answer(visit.req, visit.res, { account, path: rest, op, query });
    return;
  }
  const to = { account, kind: 'files' } as const;
  const path = `/user/${account}/files${webHdfsPrefix}${rest}?${clean}`;
  passToTenant(visit, to, { ...toTenant(visit, to), path }, op === 'OPEN');
}

/** The second step is asked like the first and proves again who asks: the address itself gives no right. */
function redirect(visit: Visit, { again, noRedirect }: WebHdfsRequest): void {
  const location = `${ownOrigin(visit)}${visit.path.path}?${again}`;
  const headers = ['cache-control', 'no-store', ...plainHeaders];
  if (noRedirect) {
    visit.send(200, ['content-type', 'application/json', ...headers], JSON.stringify({ Location: location }));
    return;
  }
  const { req, res, id, head } = visit;
  // Whoever sent the body with the first step sends it again: none of it is kept.
  if (head.hasBody) headers.push('connection', 'close');
  res.writeHead(307, ['location', location, 'content-length', '0', ...headers, 'x-request-id', id]);
  endPatiently(req, res, '');
}

/**
 * A token as Bearer, as the password of its account's name, or as what Hadoop's clients call a delegation token. A
 * browser's cookie is enough for looking.
 */
function requireHadoopUser(visit: Visit, asked: WebHdfsRequest): { who: Credential; secret: string | undefined } {
  const { head, req, edge } = visit;
  const basic = basicPair(head.authorization);
  const secret = shownSecret(head.authorization, basic, asked.delegation);
  const proves = { authorization: secret === undefined ? undefined : `Bearer ${secret}` };
  const unreadable = secret === undefined && (head.authorization ?? asked.delegation) !== undefined;
  if (unreadable) throw common['not-signed-in']('This credential is none that can be read. Show a token.');
  if (secret === undefined && !isSafe(req.method))
    throw common['not-signed-in']('Changing files over WebHDFS needs a token. Make one under your account.');
  const who = requireAccount(visit, { ...proves, cookie: head.cookie });
  if (basic && basic.name !== who.account)
    throw common['not-signed-in']('The token is not of the account of this name.');
  const other = asked.claimed.find((name) => name !== who.account);
  if (other !== undefined)
    throw refusals['not-your-name'](`User: ${who.account} is not allowed to impersonate ${other.slice(0, 64)}`);
  requireScope(who, req.method, false);
  if (visit.credentialKey !== undefined) edge.uses.note({ key: visit.credentialKey, remote: visit.remote });
  return { who, secret };
}

function shownSecret(
  authorization: string | undefined,
  basic: { secret: string } | undefined,
  delegation: string | undefined,
): string | undefined {
  if (authorization !== undefined) return basic?.secret ?? bearerSecret(authorization);
  return delegation === undefined ? undefined : delegatedSecret(delegation);
}
