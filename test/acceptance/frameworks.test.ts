import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RecordReader } from '../../src/cluster/mesos/codec/record-io.ts';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever the platform told
type Said = any;
type Event = Readonly<Record<string, Said>> & { readonly type: string };

describe('a framework that speaks the Mesos API', () => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  let token: string;

  beforeAll(async () => {
    platform = await startPlatform({ settings: { 'cluster.grace-seconds': '2', 'cluster.offer-seconds': '3' } });
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    token = (await alice.post('/api/tokens', { name: 'framework' })).body.token;
  });
  afterAll(() => platform?.stop());

  const headers = () => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
  const subscribe = async (id?: string, role?: string) => {
    const framework_info = {
      ...{ user: 'alice', name: 'tried', failover_timeout: 60, ...(role === undefined ? {} : { role }) },
      ...(id ? { id: { value: id } } : {}),
    };
    const answer = await fetch(`${platform.url}/mesos/api/v1/scheduler`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify({
        type: 'SUBSCRIBE',
        ...(id ? { framework_id: { value: id } } : {}),
        subscribe: { framework_info },
      }),
    });
    expect(answer.status).toBe(200);
    const events: Event[] = [];
    const stream = answer.headers.get('mesos-stream-id') ?? '';
    const reader = new RecordReader(2 ** 20);
    const reading = (async () => {
      for await (const chunk of answer.body ?? [])
        for (const record of reader.take(chunk)) events.push(JSON.parse(Buffer.from(record).toString()));
    })().catch((error) => events.push({ type: 'BROKEN', error: String(error) }));
    const find = async (fits: (event: Event) => boolean, seconds = 20) => {
      await expect.poll(() => events.some(fits), { timeout: seconds * 1000, interval: 20 }).toBe(true);
      return events.find(fits) as Event;
    };
    const frameworkId = (await find(({ type }) => type === 'SUBSCRIBED')).subscribed.framework_id.value;
    const call = async (body: object) => {
      const { status } = await fetch(`${platform.url}/mesos/api/v1/scheduler`, {
        method: 'POST',
        headers: { ...headers(), 'mesos-stream-id': stream },
        body: JSON.stringify({ framework_id: { value: frameworkId }, ...body }),
      });
      return status;
    };
    return { events, find, call, frameworkId, reading };
  };
  const taskInfo = (id: string, offer: Said, value: string) => ({
    name: id,
    task_id: { value: id },
    agent_id: offer.agent_id,
    command: { value, shell: true },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
    ],
  });
  const accept = (offer: Said, tasks: object[]) => ({
    type: 'ACCEPT',
    accept: {
      offer_ids: [offer.id],
      operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
      filters: { refuse_seconds: 1 },
    },
  });
  const updateOf = (id: string, state: string) => (event: Event) =>
    event.type === 'UPDATE' && event.update.status.task_id.value === id && event.update.status.state === state;

  test('is offered the whole agent, launches, is told each state until it acknowledges, and gets the rest again', async () => {
    const framework = await subscribe();
    const { offers } = await framework.find(({ type }) => type === 'OFFERS');
    const offer = offers.offers[0];
    const cpus = offer.resources.find(({ name }: { name: string }) => name === 'cpus').scalar.value;
    expect(cpus).toBeGreaterThan(1);
    expect(
      await framework.call(accept(offer, [taskInfo('one', offer, 'exit 7'), taskInfo('two', offer, 'sleep 600')])),
    ).toBe(202);
    const acknowledge = async (event: Event) => {
      const { task_id, agent_id, uuid } = event.update.status;
      expect(await framework.call({ type: 'ACKNOWLEDGE', acknowledge: { task_id, agent_id, uuid } })).toBe(202);
    };
    await acknowledge(await framework.find(updateOf('one', 'TASK_STARTING')));
    await acknowledge(await framework.find(updateOf('one', 'TASK_RUNNING')));
    const failed = await framework.find(updateOf('one', 'TASK_FAILED'));
    await acknowledge(failed);
    await acknowledge(await framework.find(updateOf('two', 'TASK_STARTING')));
    await acknowledge(await framework.find(updateOf('two', 'TASK_RUNNING')));
    await framework.find(({ type, offers: more }) => type === 'OFFERS' && more.offers[0].id.value !== offer.id.value);
    const { items } = (await alice.get('/api/tasks?state=running')).body;
    expect(items).toMatchObject([
      { name: 'two', frameworkTaskId: 'two', account: 'alice', framework: { name: 'tried' } },
    ]);

    await framework.call(accept({ ...offer, id: { value: 'forged' } }, [taskInfo('three', offer, 'true')]));
    await framework.find(updateOf('three', 'TASK_LOST'));

    const second = await subscribe(framework.frameworkId);
    await framework.find(({ type, error }) => type === 'ERROR' && error.message === 'Framework failed over');
    await second.call({ type: 'RECONCILE', reconcile: { tasks: [] } });
    await second.find(updateOf('two', 'TASK_RUNNING'));
    await second.call({ type: 'KILL', kill: { task_id: { value: 'two' } } });
    await second.find(updateOf('two', 'TASK_KILLED'));
    await second.call({ type: 'TEARDOWN' });
    await expect.poll(async () => (await alice.get('/api/tasks?state=live')).body.items.length).toBe(0);
  }, 60_000);

  test('is told what the check of its task says, first that it said nothing, and in each status from then on', async () => {
    const framework = await subscribe();
    const { offers } = await framework.find(({ type }) => type === 'OFFERS');
    const [offer] = offers.offers;
    const check = {
      ...{
        type: 'COMMAND',
        command: {
          command: { value: 'exit $((2 + MORE))', environment: { variables: [{ name: 'MORE', value: '1' }] } },
        },
      },
      ...{ delay_seconds: 0, interval_seconds: 1 },
    };
    const refused = { ...taskInfo('refused', offer, 'sleep 60'), check: { type: 'TCP' } };
    await framework.call(accept(offer, [{ ...taskInfo('checked', offer, 'sleep 600'), check }, refused]));
    const error = await framework.find(updateOf('refused', 'TASK_ERROR'));
    expect(error.update.status).toMatchObject({
      reason: 'REASON_TASK_INVALID',
      message: expect.stringContaining('tcp'),
    });
    for (const state of ['TASK_STARTING', 'TASK_RUNNING']) {
      const { status } = (await framework.find(updateOf('checked', state))).update;
      expect(status.check_status).toEqual({ type: 'COMMAND', command: {} });
      const { task_id, agent_id, uuid } = status;
      await framework.call({ type: 'ACKNOWLEDGE', acknowledge: { task_id, agent_id, uuid } });
    }
    const said = await framework.find(
      ({ type, update }) => type === 'UPDATE' && update.status.reason === 'REASON_TASK_CHECK_STATUS_UPDATED',
    );
    expect(said.update.status).toMatchObject({
      ...{ state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR' },
      check_status: { type: 'COMMAND', command: { exit_code: 3 } },
    });
    await framework.call({ type: 'RECONCILE', reconcile: { tasks: [{ task_id: { value: 'checked' } }] } });
    const asked = await framework.find(
      ({ type, update }) => type === 'UPDATE' && update.status.reason === 'REASON_RECONCILIATION',
    );
    expect(asked.update.status.check_status).toEqual({ type: 'COMMAND', command: { exit_code: 3 } });
    await framework.call({ type: 'TEARDOWN' });
  }, 60_000);

  test('is listed with what it holds, says why it waits, and is ended by its owner alone, with its tasks', async () => {
    const bob = await newPerson(admin, 'bob');
    const framework = await subscribe();
    const { offers } = await framework.find(({ type }) => type === 'OFFERS');
    await framework.call(accept(offers.offers[0], [taskInfo('held', offers.offers[0], 'sleep 600')]));
    await framework.find(updateOf('held', 'TASK_STARTING'));
    const large = [{ name: 'cpus', type: 'SCALAR', scalar: { value: 5000 } }];
    await framework.call({ type: 'REQUEST', request: { requests: [{ resources: large }, { resources: large }] } });
    const path = `/api/frameworks/${framework.frameworkId}`;
    const shown = await alice.get(path);
    expect(shown.body).toMatchObject({
      ...{ name: 'tried', kind: 'mesos', account: 'alice', roles: ['everyone/alice'], state: 'connected' },
      ...{ running: 1, used: { cpus: 0.1, memory: 64 * 2 ** 20 }, within: null },
    });
    const why = async () => (await alice.get(`${path}/why`)).body;
    await expect.poll(async () => (await why()).state, { timeout: 10_000 }).toBe('waits');
    const [explanation] = (await why()).explanations;
    expect(explanation).toMatchObject({ tasks: 2, need: { cpus: 5000 }, headline: { code: 'too-large' } });
    const { waiting } = (await alice.get('/api/cluster')).body;
    expect(waiting).toContainEqual(expect.objectContaining({ task: null, account: 'alice' }));
    const ids = async (who: Client) => (await who.get('/api/frameworks')).body.items.map(({ id }: Said) => id);
    expect(await ids(alice)).toEqual(['stoa-run', 'stoa-workspaces', framework.frameworkId].sort());
    expect(await ids(bob)).toEqual(['stoa-run', 'stoa-workspaces']);
    expect((await bob.get(path)).status).toBe(404);
    expect((await bob.get(`${path}/why`)).status).toBe(404);
    expect((await bob.send('DELETE', path)).status).toBe(404);
    expect((await bob.get('/api/cluster')).body.waiting).toEqual([]);
    expect((await admin.send('DELETE', '/api/frameworks/stoa-run')).body.code).toBe('framework-built-in');
    expect((await alice.send('DELETE', path)).status).toBeLessThan(300);
    await framework.find(({ type }) => type === 'ERROR');
    await expect.poll(async () => (await alice.get('/api/tasks?state=live')).body.items.length).toBe(0);
    expect((await alice.get(path)).body.state).toBe('completed');
    const { items } = (await admin.get('/api/audit?limit=50')).body;
    expect(items).toContainEqual(
      expect.objectContaining({ operation: 'DELETE /api/frameworks/:frameworkId', account: 'alice' }),
    );
  }, 60_000);

  test('who leaves a group loses the framework in its role, and its tasks', async () => {
    await admin.post('/api/groups', { name: 'team' });
    await admin.send('PUT', '/api/groups/team/members/alice', {});
    const framework = await subscribe(undefined, 'team/alice');
    const { offers } = await framework.find(({ type }) => type === 'OFFERS');
    await framework.call(accept(offers.offers[0], [taskInfo('left', offers.offers[0], 'sleep 600')]));
    await framework.find(updateOf('left', 'TASK_STARTING'));
    await admin.send('DELETE', '/api/groups/team/members/alice');
    await framework.find(({ type }) => type === 'ERROR');
    await expect.poll(async () => (await alice.get('/api/tasks?state=live')).body.items.length).toBe(0);
  }, 40_000);

  test('an offer that nobody answers is taken back, and one whose surplus somebody else needs is rescinded', async () => {
    const framework = await subscribe();
    const first = await framework.find(({ type }) => type === 'OFFERS');
    await framework.find(
      ({ type, rescind }) => type === 'RESCIND' && rescind.offer_id.value === first.offers.offers[0].id.value,
      6,
    );
    const again = await framework.find(
      ({ type, offers }) => type === 'OFFERS' && offers.offers[0].id.value !== first.offers.offers[0].id.value,
      12,
    );
    const made = await alice.post('/api/tasks', { command: ['true'], resources: { cpus: 0.5, memory: 2 ** 27 } });
    await framework.find(
      ({ type, rescind }) => type === 'RESCIND' && rescind.offer_id.value === again.offers.offers[0].id.value,
      3,
    );
    await expect.poll(async () => (await alice.get(`/api/tasks/${made.body.id}`)).body.state).toBe('finished');
    await framework.call({ type: 'TEARDOWN' });
  }, 40_000);
});
