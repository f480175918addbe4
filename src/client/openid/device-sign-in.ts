import { setTimeout as pause } from 'node:timers/promises';
import { getSession } from '../../accounts/contract.ts';
import { takeDeviceToken } from '../../accounts/provider/contract.ts';
import { call, send } from '../call.ts';
import { Refused, storeConnection } from '../connection.ts';

const client = 'stoa-cli';

interface Device {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval?: number;
}

/** Signs in through a browser, here or on another machine: shows a code there, and waits until it is confirmed. */
export async function signInByDevice(url: string, device: string, say: (text: string) => void): Promise<string> {
  const origin = new URL(url).origin;
  const asked = (await (await post(origin, '/oidc/device', { client_id: client, scope: 'openid' })).json()) as Device;
  say(`Open ${asked.verification_uri}\nand confirm this code:  ${asked.user_code}\n`);
  const accessToken = await untilConfirmed(origin, asked);
  const { token } = await call({ url: origin, token: '' }, takeDeviceToken, {
    body: { accessToken, name: `stoa on ${device}`.slice(0, 100) },
  });
  storeConnection({ url: origin, token });
  const session = await call({ url: origin, token }, getSession);
  return session.account.name;
}

/** Asks again and again, as seldom as the platform wants it (RFC 8628, section 3.5). */
async function untilConfirmed(origin: string, { device_code, expires_in, interval = 5 }: Device): Promise<string> {
  const until = performance.now() + expires_in * 1000;
  let seconds = interval;
  while (performance.now() < until) {
    await pause(seconds * 1000);
    const answer = await fetch(`${origin}/oidc/token`, formOf({ ...grant, client_id: client, device_code })).catch(
      () => undefined,
    );
    // The platform may be starting again.
    if (!answer || answer.status >= 500) continue;
    const { access_token: token, error } = (await answer.json()) as { access_token?: string; error?: string };
    if (token !== undefined) return token;
    if (error === 'slow_down') seconds += 5;
    else if (error === 'access_denied') throw new Refused('It was refused in the browser.');
    else if (error !== 'authorization_pending') break;
  }
  throw new Refused('The code was not confirmed in time. Try again.');
}

const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code' };

async function post(origin: string, path: string, form: Record<string, string>): Promise<Response> {
  return await send(origin + path, formOf(form));
}

function formOf(form: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(form) };
}
