import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Client } from 'ldapts';
import type { DirectoryOptions } from '../options.ts';

/** One connection to one server, bound as the reader, over TLS where that is asked for. */
export interface Connection {
  readonly client: Client;
  readonly url: string;
}

type Reached = Pick<DirectoryOptions, 'startTls' | 'authorities' | 'bindDn' | 'bindPassword' | 'answerMilliseconds'>;

/**
 * Connects, works, and ends the connection, whatever comes of it: when the signal aborts, the socket is destroyed, so a
 * server that takes a connection and says nothing holds nobody longer than that.
 */
export async function connected<T>(
  url: string,
  options: Reached,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { host, port, secure } = placeOf(url);
  const sockets: Socket[] = [];
  const tls = {
    ...{ host, rejectUnauthorized: true, minVersion: 'TLSv1.2' as const },
    ...(isIP(host) ? {} : { servername: host }),
    ...(options.authorities === undefined ? {} : { ca: options.authorities }),
  };
  // The library connects again by itself when a connection is lost: without TLS, and before a password is sent.
  const once = <S extends Socket>(made: S): S => {
    if (sockets.length > 0) throw new Error('the connection was lost');
    sockets.push(made);
    return made;
  };
  const client = new Client({
    url: `${secure ? 'ldaps' : 'ldap'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    timeout: options.answerMilliseconds,
    connectTimeout: options.answerMilliseconds,
    createConnection: (() => once(connectTcp({ port, host }))) as typeof connectTcp,
    // With options for TLS the library speaks it at once, whatever the address says.
    ...(secure
      ? { tlsOptions: tls, createSecureConnection: (() => once(connectTls({ ...tls, port }))) as typeof connectTls }
      : {}),
  });
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const talk = async () => {
    if (options.startTls && !secure) await client.startTLS({ ...tls });
    if (options.bindDn !== '') await client.bind(options.bindDn, options.bindPassword);
    return await work({ client, url });
  };
  try {
    return await Promise.race([talk(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    for (const socket of sockets) socket.destroy();
  }
}

function placeOf(url: string) {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'ldaps:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 636 : 389), secure };
}
