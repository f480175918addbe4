import { isIP } from 'node:net';
import type { Settings } from '../platform/config/index.ts';
import { BadSetting } from '../platform/config/index.ts';

export interface Addresses {
  readonly listen: readonly { readonly host: string; readonly port: number }[];
  readonly publicUrl: string;
  /** Origins that the platform's own pages can have. */
  readonly origins: readonly string[];
  /** Tenants' hosts are `<label>.<suffix>`; null where there can be none (an address is not a name). */
  readonly contentHostSuffix: string | null;
}

/** Where to listen and under which names, from what the operator has said. */
export function addressesOf(settings: Settings): Addresses {
  const { host, port } = parseListen(settings.listen);
  const scheme = settings.tlsCert === '' ? 'http' : 'https';
  const own = `${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const publicUrl = settings.publicUrl === '' ? new URL(own) : parsePublic(settings.publicUrl);
  const hosts = host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
  const loopback = host === 'localhost' || host === '127.0.0.1' || host === '::1';
  const others = loopback && settings.publicUrl === '' ? ['localhost', '127.0.0.1', '[::1]'] : [];
  return {
    listen: hosts.map((each) => ({ host: each, port })),
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

function parseListen(text: string): { host: string; port: number } {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65_535)
    throw new BadSetting(
      `listen: expected an address and a port such as localhost:8080, found ${JSON.stringify(text)}`,
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
