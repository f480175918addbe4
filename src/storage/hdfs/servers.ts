import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import Type from 'typebox';
import Value from 'typebox/value';

const Bean = Type.Object({ beans: Type.Array(Type.Object({ LiveNodes: Type.Optional(Type.String()) })) });
const LiveNodes = Type.Record(Type.String(), Type.Object({ xferaddr: Type.String() }));

/**
 * The IPv4 networks, of one address each, that the servers of an HDFS have: every NameNode's, and what a NameNode tells
 * of its DataNodes. Without passwords (`hadoop.security.authentication` is `simple`) who reaches one of them can say to
 * be anybody, so no tenant may.
 *
 * @param nameNodes  `host:port` of each one's HTTP server
 * @returns whether some NameNode has told of its DataNodes, too
 */
export async function serverNetworks(
  nameNodes: readonly string[],
  milliseconds: number,
): Promise<{ readonly networks: readonly string[]; readonly complete: boolean }> {
  const told = await Promise.all(nameNodes.map((address) => dataNodesOf(address, milliseconds).catch(() => undefined)));
  const hosts = [...nameNodes, ...told.flatMap((nodes) => nodes ?? [])].map(hostOf);
  const found = await Promise.all([...new Set(hosts)].map(addressesOf));
  const networks = [...new Set(found.flat())].filter((address) => !address.startsWith('127.'));
  return { networks: networks.map((address) => `${address}/32`), complete: told.some((nodes) => nodes !== undefined) };
}

async function dataNodesOf(nameNode: string, milliseconds: number): Promise<string[]> {
  const signal = AbortSignal.timeout(milliseconds);
  const answer = await fetch(`http://${nameNode}/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo`, { signal });
  const [bean] = Value.Parse(Bean, await answer.json()).beans;
  const nodes = Value.Parse(LiveNodes, JSON.parse(bean?.LiveNodes ?? '{}'));
  return Object.values(nodes).map(({ xferaddr }) => xferaddr);
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

async function addressesOf(host: string): Promise<string[]> {
  if (isIPv4(host)) return [host];
  const found = await lookup(host, { all: true, family: 4 }).catch(() => []);
  return found.map(({ address }) => address);
}
