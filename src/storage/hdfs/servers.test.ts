import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverNetworks } from './servers.ts';

const nameNode = createServer((_, response) => {
  const LiveNodes = JSON.stringify({
    'dn1:9866': { infoAddr: '10.9.0.1:9864', xferaddr: '10.9.0.1:9866' },
    'dn2:9866': { infoAddr: '10.9.0.2:9864', xferaddr: '10.9.0.2:9866' },
  });
  response.end(JSON.stringify({ beans: [{ name: 'Hadoop:service=NameNode,name=NameNodeInfo', LiveNodes }] }));
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => nameNode.listen(0, '127.0.0.1', resolve));
  const { port } = nameNode.address() as AddressInfo;
  address = `127.0.0.1:${port}`;
});
afterAll(() => nameNode.close());

test('what a NameNode tells of its DataNodes is closed with the NameNodes; a loopback is nobody else’s', async () => {
  expect(await serverNetworks([address, '10.9.0.9:1'], 300)).toEqual({
    networks: ['10.9.0.9/32', '10.9.0.1/32', '10.9.0.2/32'],
    complete: true,
  });
});

test('where no NameNode answers only they themselves are known', async () => {
  expect(await serverNetworks(['127.0.0.1:1'], 300)).toEqual({ networks: [], complete: false });
});
