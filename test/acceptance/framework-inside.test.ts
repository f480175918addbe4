import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let alice: Client;

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off', 'cluster.grace-seconds': '1' } });
  alice = await newPerson(await signInAdmin(platform), 'alice');
  await startWorkspace(alice, 'alice');
});
afterAll(() => platform?.stop());

/** A scheduler in a few lines: it launches one task on the first offer that holds it, and says how that ends. */
const scheduler = `
import { readFileSync } from 'node:fs';
const url = process.env.STOA_URL + '/mesos/api/v1/scheduler';
const authorization = 'Bearer ' + readFileSync(process.env.STOA_TOKEN_FILE, 'utf8').trim();
const post = (body, more) => fetch(url, { method: 'POST', body: JSON.stringify(body),
  headers: { authorization, 'content-type': 'application/json', ...more } });
const scalar = (name, value) => ({ name, type: 'SCALAR', scalar: { value } });
const resources = [scalar('cpus', 0.1), scalar('mem', 64)];
const answer = await post({ type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'me', name: 'inside' } } });
const stream = { 'mesos-stream-id': answer.headers.get('mesos-stream-id') };
let framework_id, text = '', launched = false;
const offers = [];
const call = (body) => post({ framework_id, ...body }, stream);
for await (const chunk of answer.body) {
  text += Buffer.from(chunk).toString();
  for (let cut; (cut = text.indexOf('\\n')) >= 0 && text.length > cut + Number(text.slice(0, cut)); ) {
    const end = cut + 1 + Number(text.slice(0, cut));
    const event = JSON.parse(text.slice(cut + 1, end));
    text = text.slice(end);
    if (event.type === 'SUBSCRIBED') {
      framework_id = event.subscribed.framework_id;
      await call({ type: 'REQUEST', request: { requests: [{ resources }] } });
    }
    if (event.type === 'OFFERS') offers.push(...event.offers.offers);
    if (event.type === 'UPDATE') {
      const { task_id, agent_id, uuid, state } = event.update.status;
      if (uuid) await call({ type: 'ACKNOWLEDGE', acknowledge: { task_id, agent_id, uuid } });
      // What was offered first is gone when what was asked for is found.
      if (state === 'TASK_LOST') launched = false;
      if (/FAILED|FINISHED|ERROR/.test(state)) {
        await call({ type: 'TEARDOWN' });
        console.log('it ended as ' + state);
        process.exit();
      }
    }
    if (offers.length > 0 && !launched) {
      launched = true;
      const { id, agent_id } = offers.shift();
      const task = { name: 't', task_id: { value: 't' }, agent_id, resources, command: { value: 'exit 3' } };
      await call({ type: 'ACCEPT', accept: { offer_ids: [id], operations: [{ type: 'LAUNCH', launch: { task_infos: [task] } }] } });
    }
  }
}
`;

/** Subscribes and goes on: what it was given is in `subscribed`. */
const staying = (labels: object[]) => `
import { readFileSync, writeFileSync } from 'node:fs';
const authorization = 'Bearer ' + readFileSync(process.env.STOA_TOKEN_FILE, 'utf8').trim();
const framework_info = { user: 'me', name: 'lasting', failover_timeout: 3600, labels: { labels: ${JSON.stringify(labels)} } };
const answer = await fetch(process.env.STOA_URL + '/mesos/api/v1/scheduler', { method: 'POST',
  body: JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info } }),
  headers: { authorization, 'content-type': 'application/json' } });
for await (const chunk of answer.body) writeFileSync('subscribed', chunk, { flag: 'a' });
`;

test('code in a workspace is a framework with what it has there: it asks, is offered, launches and hears the end', async () => {
  const shell = await Shell.open(alice, 'alice');
  const written = Buffer.from(scheduler).toString('base64');
  await shell.run(`echo ${written} | base64 -d > framework.mjs`);
  expect(await shell.run('$STOA_RELEASE/bin/node framework.mjs', 60_000)).toContain('it ended as TASK_FAILED');
  const { items } = (await alice.get('/api/tasks')).body;
  expect(items).toContainEqual(
    expect.objectContaining({
      name: 't',
      account: 'alice',
      state: 'failed',
      exitCode: 3,
      framework: expect.objectContaining({ name: 'inside' }),
    }),
  );
}, 120_000);

test('a workspace that runs is a framework, and what runs in it ends with it unless it is told to stay', async () => {
  const shell = await Shell.open(alice, 'alice');
  const start = async (name: string, labels: object[]) => {
    const written = Buffer.from(staying(labels)).toString('base64');
    await shell.run(`echo ${written} | base64 -d > ${name}.mjs`);
    await shell.run(`$STOA_RELEASE/bin/node ${name}.mjs > /dev/null 2>&1 &`);
  };
  const lasting = async () => {
    const { items } = (await alice.get('/api/frameworks')).body;
    return items.filter(({ name }: { name: string }) => name === 'lasting');
  };
  await start('ends', []);
  await expect.poll(lasting, { timeout: 20_000 }).toHaveLength(1);
  const [{ id: ends, within }] = await lasting();
  expect(within).toBe('workspace-alice');
  await start('stays', [{ key: 'stay', value: 'true' }]);
  await expect.poll(lasting, { timeout: 20_000 }).toHaveLength(2);
  const workspace = await alice.get('/api/frameworks/workspace-alice');
  expect(workspace.body).toMatchObject({ kind: 'workspace', account: 'alice', roles: ['everyone/alice'] });
  expect((await alice.send('DELETE', '/api/frameworks/workspace-alice')).body.code).toBe('framework-built-in');
  await alice.post('/api/workspaces/alice/stop');
  expect((await alice.get('/api/frameworks/workspace-alice')).status).toBe(404);
  await expect.poll(lasting, { timeout: 10_000 }).toHaveLength(1);
  expect((await lasting())[0]).toMatchObject({ state: 'disconnected' });
  expect((await alice.get(`/api/frameworks/${ends}`)).body.state).toBe('completed');
}, 120_000);
