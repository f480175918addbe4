import { afterAll, beforeAll, expect, test } from 'vitest';
import { HdfsCluster } from './hdfs/cluster.ts';

/** What the platform's storage relies on, asked of a NameNode itself. */
let hdfs: HdfsCluster;

beforeAll(async () => {
  hdfs = await HdfsCluster.start('alice=alice,tenants;bob=bob,tenants;');
  expect((await hdfs.ask('/user', 'MKDIRS', { permission: '755' }, 'PUT')).status).toBe(200);
});
afterAll(() => hdfs?.stop());

test('the service acts as a tenant, never as the superuser, and a stranger as nobody', async () => {
  const as = (user: string, doas: string) => hdfs.ask('/', 'LISTSTATUS', { 'user.name': user, doas });
  expect((await as('stoa', 'alice')).status).toBe(200);
  expect((await as('stoa', 'hdfs')).status).toBe(403);
  expect((await as('mallory', 'alice')).status).toBe(403);
});
