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
