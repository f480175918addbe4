import { isIP } from 'node:net';
import type { Settings } from '../platform/config/index.ts';
import { BadSetting } from '../platform/config/index.ts';

export interface Addresses {
  readonly listen: readonly { readonly host: string; readonly port: number }[];
  /** Empty where the Mesos API has no port of its own. */
  readonly mesosListen: Addresses['listen'];
  readonly publicUrl: string;
  /** Origins that the platform's own pages can have. */
  readonly origins: readonly string[];
  /** Tenants' hosts are `<label>.<suffix>`; null where there can be none (an address is not a name). */
  readonly contentHostSuffix: string | null;
}

/** Where to listen and under which names, from what the operator has said. */
export function addressesOf(settings: Settings): Addresses {
  const { host, port } = parseListen('listen', settings.listen);
  const scheme = settings.tlsCert === '' ? 'http' : 'https';
  const own = `${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const publicUrl = settings.publicUrl === '' ? new URL(own) : parsePublic(settings.publicUrl);
  const loopback = host === 'localhost' || host === '127.0.0.1' || host === '::1';
  const others = loopback && settings.publicUrl === '' ? ['localhost', '127.0.0.1', '[::1]'] : [];
  return {
    listen: eachAddress({ host, port }),
    mesosListen: settings.mesosListen === '' ? [] : eachAddress(parseListen('mesos-listen', settings.mesosListen)),
    publicUrl: publicUrl.origin,
    origins: [...new Set([publicUrl.origin, ...others.map((name) => `${scheme}://${name}:${port}`)])],
    contentHostSuffix: contentHost(settings.contentHost, publicUrl.hostname),
  };
}

function contentHost(given: string, publicHost: string): string | null {
  if (given === 'off') return null;
  if (given !== '') return given;
  return isIP(publicHost.replace(/^\[|\]$/g, '')) === 0 ? publicHost : null;
}

function eachAddress({ host, port }: Addresses['listen'][number]): Addresses['listen'] {
  return host === 'localhost' ? ['127.0.0.1', '::1'].map((each) => ({ host: each, port })) : [{ host, port }];
}

function parseListen(key: string, text: string): { host: string; port: number } {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65_535)
    throw new BadSetting(
      `${key}: expected an address and a port such as localhost:8080, found ${JSON.stringify(text)}`,
    );
  return { host: (match[1] ?? 'localhost').replace(/^\[|\]$/g, ''), port };
}

function parsePublic(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/')
    throw new BadSetting(
      `public-url: expected an address such as https://stoa.example.org, found ${JSON.stringify(text)}`,
    );
  return url;
}
