import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openid from 'openid-client';
import type { Browser } from '../../src/accounts/provider/testing/browser.ts';
import type { Client } from './client.ts';

/** A site of somebody else that signs people in with the platform, made with the library `openid-client`. */
export interface RelyingSite {
  readonly url: string;
  /** Tokens that the platform has sent when a session ended. */
  readonly signOuts: readonly string[];
  stop(): void;
}

/** Registers the site `id` and starts it on another host than the platform's. */
export async function startSite(admin: Client, id: string, more: object = {}): Promise<RelyingSite> {
  const signOuts: string[] = [];
  const waiting = new Map<string, { verifier: string; nonce: string }>();
  const server = createServer((req, res) => {
    answer(new URL(req.url ?? '/', url), req).then(
      ({ status = 200, location, text = '' }) =>
        res.writeHead(status, { 'content-type': 'text/html', ...(location ? { location } : {}) }).end(text),
      (error: unknown) => res.writeHead(500).end(String(error)),
    );
  });
  const url = await listen(server);
  const made = await admin.post('/api/openid/clients', {
    ...{
      id,
      kind: 'confidential',
      name: 'Flight charts',
      redirectUris: [`${url}/callback`],
      signOutUris: [`${url}/bye`],
    },
    ...{ backChannelUri: `${url}/signed-out`, ...more },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const config = await openid.discovery(new URL(admin.url), id, undefined, openid.ClientSecretPost(made.body.secret), {
    execute: [openid.allowInsecureRequests],
  });

  async function answer(
    at: URL,
    req: NodeJS.ReadableStream,
  ): Promise<{ status?: number; location?: string; text?: string }> {
    if (at.pathname === '/callback') {
      const state = at.searchParams.get('state') ?? '';
      const begun = waiting.get(state);
      if (!begun) return { status: 400, text: 'unknown state' };
      if (at.searchParams.has('error')) return { text: `<h1>Refused: ${at.searchParams.get('error')}</h1>` };
      const tokens = await openid.authorizationCodeGrant(config, at, {
        ...{ pkceCodeVerifier: begun.verifier, expectedState: state, expectedNonce: begun.nonce },
      });
      const info = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '');
      const out = openid.buildEndSessionUrl(config, {
        ...{ id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: `${url}/bye` },
      });
      return { text: `<h1>Hello ${info.sub}</h1><pre>${JSON.stringify(info)}</pre><a href="${out.href}">Leave</a>` };
    }
    if (at.pathname === '/bye') return { text: '<h1>Bye</h1>' };
    if (at.pathname === '/signed-out') {
      let body = '';
      for await (const part of req) body += String(part);
      signOuts.push(new URLSearchParams(body).get('logout_token') ?? '');
      return {};
    }
    const [verifier, state, nonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()];
    waiting.set(state, { verifier, nonce });
    const next = openid.buildAuthorizationUrl(config, {
      ...{ redirect_uri: `${url}/callback`, scope: 'openid profile groups', state, nonce },
      ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    });
    return { status: 302, location: next.href };
  }

  return { url, signOuts, stop: () => void server.close() };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Goes to the site, and through the platform back to it; gives what the site says. */
export async function visitSite(site: Pick<RelyingSite, 'url'>, browser: Browser): Promise<string> {
  const begun = await fetch(site.url, { redirect: 'manual' });
  let at = await browser.follow(begun.headers.get('location') ?? '');
  if (at.pathname.startsWith('/authorize/')) {
    const id = at.pathname.split('/').at(-1);
    const got = await browser.ask('POST', `/api/openid/requests/${id}`, { allow: true });
    at = await browser.follow(JSON.parse(await got.text()).location);
  }
  return await (await fetch(at)).text();
}
