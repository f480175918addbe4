import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RecordReader } from '../../src/cluster/mesos/codec/record-io.ts';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { Scheduler, type Told } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

describe('what an operator changes by the API of Mesos', { timeout: 60_000 }, () => {
  let platform: Platform;
  let admin: Client;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    platform = await startPlatform({ settings: { python: 'off' } });
    admin = await signInAdmin(platform);
    await admin.post('/api/groups', { name: 'growth' });
    const alice = await newPerson(admin, 'alice', { groups: ['growth'] });
    const bob = await newPerson(admin, 'bob');
    tokens.bob = (await bob.post('/api/tokens', { name: 'm' })).body.token;
    tokens.admin = (await admin.post('/api/tokens', { name: 'm' })).body.token;
    tokens.alice = (await alice.post('/api/tokens', { name: 'm' })).body.token;
  }, 60_000);
  afterAll(() => platform?.stop());

  const ask = (method: string, path: string, body?: object | string, as = 'admin') =>
    fetch(`${platform.url}/mesos${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[as]}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const call = async (body: object, as?: string): Promise<[number, Told]> => {
    const answer = await ask('POST', '/api/v1', body, as);
    const text = await answer.text();
    return [answer.status, answer.status === 200 && text !== '' ? JSON.parse(text) : text];
  };
  const weightOf = async (role: string) => {
    const [, { get_weights }] = await call({ type: 'GET_WEIGHTS' });
    return get_weights.weight_infos.find((each: Told) => each.role === role)?.weight;
  };
  const quotaOf = async (role: string) => {
    const [, { get_quota }] = await call({ type: 'GET_QUOTA' });
    const { guarantees, limits } = get_quota.status.configs.find((each: Told) => each.role === role);
    return { guarantees, limits };
  };
  const weights = (...weight_infos: object[]) => ({ type: 'UPDATE_WEIGHTS', update_weights: { weight_infos } });

  test('weights change together or not at all, by administrators alone, and are in the audit', async () => {
    expect(await call(weights({ role: 'growth', weight: 2 }, { role: 'everyone', weight: 0.5 }))).toEqual([200, '']);
    expect([await weightOf('growth'), await weightOf('everyone')]).toEqual([2, 0.5]);
    expect((await call(weights({ role: 'growth', weight: 9 }, { role: 'nobodys', weight: 1 })))[0]).toBe(400);
    expect((await call(weights({ role: 'growth', weight: -1 })))[0]).toBe(400);
    expect((await call(weights({ role: 'growth', weight: 9 }), 'alice'))[0]).toBe(403);
    expect(await weightOf('growth')).toBe(2);
    const audit: Told = (await admin.get('/api/audit')).body;
    expect(JSON.stringify(audit)).toContain('PATCH /api/roles/several');
    expect((await ask('PUT', '/weights', [{ role: 'growth', weight: 3 }])).status).toBe(200);
    expect(await weightOf('growth')).toBe(3);
    expect((await ask('PUT', '/weights', [{ role: 'growth', weight: 4 }], 'alice')).status).toBe(403);
    expect((await ask('PUT', '/master/weights', '{')).status).toBe(400);
    expect((await ask('DELETE', '/weights')).status).toBe(405);
  });

  test('quotas are set, replaced and removed, in the new way and the old', async () => {
    const config = (role: string, guarantees: object, limits: object) => ({ role, guarantees, limits });
    const update = (...quota_configs: object[]) => ({ type: 'UPDATE_QUOTA', update_quota: { quota_configs } });
    const both = config('growth', { cpus: { value: 0.5 } }, { cpus: { value: 1 }, mem: { value: 512 } });
    expect(await call(update(both))).toEqual([200, '']);
    expect(await quotaOf('growth')).toEqual({ guarantees: both.guarantees, limits: both.limits });
    const over = config('everyone', { cpus: { value: 2 } }, { cpus: { value: 1 } });
    expect((await call(update(config('growth', {}, {}), over)))[0]).toBe(400);
    expect((await call(update(config('growth', { gpus: { value: 1 } }, {}))))[0]).toBe(400);
    expect((await call(update(config('growth', { cpus: { value: 4000 } }, {}))))[0]).toBe(400);
    expect((await call(update(config('growth', {}, {})), 'alice'))[0]).toBe(403);
    expect(await quotaOf('growth')).toEqual({ guarantees: both.guarantees, limits: both.limits });
    const guarantee = [{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.25 } }];
    const old = { role: 'growth', guarantee };
    expect((await call({ type: 'SET_QUOTA', set_quota: { quota_request: old } }))[0]).toBe(400);
    expect((await call({ type: 'REMOVE_QUOTA', remove_quota: { role: 'growth' } }))[0]).toBe(200);
    expect(await quotaOf('growth')).toEqual({ guarantees: {}, limits: {} });
    expect((await call({ type: 'SET_QUOTA', set_quota: { quota_request: old } }))[0]).toBe(200);
    expect((await quotaOf('growth')).limits).toEqual({ cpus: { value: 0.25 } });
    expect((await ask('DELETE', '/quota/growth', undefined, 'alice')).status).toBe(403);
    expect((await ask('DELETE', '/quota/growth')).status).toBe(200);
    expect((await ask('POST', '/quota', old)).status).toBe(200);
    expect((await quotaOf('growth')).guarantees).toEqual({ cpus: { value: 0.25 } });
    expect((await call({ type: 'REMOVE_QUOTA' }))[0]).toBe(400);
  });

  test('agents are deactivated, drained and taken back', async () => {
    const agent = async () => {
      const [, { get_agents }] = await call({ type: 'GET_AGENTS' });
      return get_agents.agents[0];
    };
    const agent_id = (await agent()).agent_info.id;
    const deactivate = { type: 'DEACTIVATE_AGENT', deactivate_agent: { agent_id } };
    expect((await call(deactivate, 'alice'))[0]).toBe(403);
    expect((await agent()).deactivated).toBe(false);
    expect(await call(deactivate)).toEqual([200, '']);
    expect((await agent()).deactivated).toBe(true);
    expect((await call({ type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id } }))[0]).toBe(200);
    expect((await agent()).deactivated).toBe(false);
    expect((await call({ type: 'DRAIN_AGENT', drain_agent: { agent_id } }))[0]).toBe(200);
    expect((await agent()).deactivated).toBe(true);
    expect((await call({ type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id } }))[0]).toBe(200);
    const unknown = { agent_id: { value: '../../accounts' } };
    expect((await call({ type: 'DRAIN_AGENT', drain_agent: unknown }))[0]).toBe(400);
  });

  test('the sandbox of a task is listed and read by its account, and by nobody else', async () => {
    const scheduler = await Scheduler.subscribe(platform.url, tokens.alice ?? '');
    await scheduler.launch(await scheduler.offer(), 'writes', 'mkdir sub; echo deep > sub/file; echo said; sleep 600');
    await scheduler.acknowledge(await scheduler.status('writes', 'TASK_STARTING'));
    const { update } = await scheduler.status('writes', 'TASK_RUNNING');
    const run = update.status.container_status.container_id.value;
    const root = (id: string) => `/frameworks/${scheduler.id}/executors/writes/runs/${id}`;
    const list = (path: string, as = 'alice') => call({ type: 'LIST_FILES', list_files: { path } }, as);
    const read = (path: string, as = 'alice') => call({ type: 'READ_FILE', read_file: { path, offset: 0 } }, as);
    const names = async (path: string) => {
      const [, { list_files }] = await list(path);
      return list_files?.file_infos.map((each: Told) => each.path).sort();
    };
    await expect.poll(async () => (await read(`${root(run)}/stdout`))[1].read_file?.size).toBe(5);
    for (const at of [root(run), root('latest')])
      expect(await names(at)).toEqual(['stderr', 'stdout', 'sub'].map((name) => `${at}/${name}`));
    expect(await names(`${root(run)}/sub`)).toEqual([`${root(run)}/sub/file`]);
    const [, { read_file }] = await read(`${root(run)}/sub/file`);
    expect([read_file.size, Buffer.from(read_file.data, 'base64').toString()]).toEqual([5, 'deep\n']);
    for (const path of [
      `${root(run)}/../../token`,
      `${root(run)}/none`,
      '/etc/passwd',
      `${root(run.replace(/.$/, run.endsWith('0') ? '1' : '0'))}/stdout`,
      root('..'),
    ])
      expect([path, (await read(path))[0]]).toEqual([path, 404]);
    expect((await list(root(run), 'admin'))[0]).toBe(403);
    expect((await read(`${root(run)}/sub/file`, 'admin'))[0]).toBe(403);
    expect((await read(`${root(run)}/sub/file`, 'bob'))[0]).toBe(404);

    const legacy = (path: string, as = 'alice') => ask('GET', path, undefined, as);
    const browsed: Told = await (await legacy(`/files/browse?path=${root(run)}`)).json();
    expect(browsed.find((each: Told) => each.path.endsWith('/sub')).mode).toBe('drwx------');
    const part = await legacy(`/files/read?path=${root(run)}/stdout&offset=1&length=3`);
    expect(await part.json()).toEqual({ data: 'aid', offset: 1 });
    expect(await (await legacy(`/files/read?path=${root(run)}/stdout&offset=-1`)).json()).toEqual({
      data: '',
      offset: 5,
    });
    expect(await (await legacy(`/files/download?path=${root(run)}/sub/file`)).text()).toBe('deep\n');
    expect((await legacy(`/files/download?path=${root(run)}/sub/file`, 'bob')).status).toBe(404);
    expect((await legacy('/files/read')).status).toBe(400);
    await scheduler.call({ type: 'TEARDOWN' });
  });

  const watched = async (as: string) => {
    const answer = await ask('POST', '/api/v1', { type: 'SUBSCRIBE' }, as);
    expect(answer.status).toBe(200);
    const events: Told[] = [];
    const reader = new RecordReader(2 ** 24);
    void (async () => {
      for await (const chunk of answer.body ?? [])
        for (const record of reader.take(chunk)) events.push(JSON.parse(record.toString()));
    })().catch((error) => events.push({ type: 'BROKEN', error: String(error) }));
    await expect.poll(() => events[0]?.type, { timeout: 20_000 }).toBe('SUBSCRIBED');
    return events;
  };

  test('who watches hears each state of each task of its own in its order, and of nobody else’s', async () => {
    const [own, all, others] = await Promise.all([watched('alice'), watched('admin'), watched('bob')]);
    const scheduler = await Scheduler.subscribe(platform.url, tokens.alice ?? '');
    const id = await scheduler.runs('exit 3');
    for (const state of ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FAILED'])
      await scheduler.acknowledge(await scheduler.status(id, state));
    await scheduler.call({ type: 'TEARDOWN' });
    const ofThis = ({ value }: { value: string }) => value === scheduler.id;
    const seen = (events: Told[]) =>
      events.flatMap((event) => {
        const { type, task_added, task_updated } = event;
        if (task_added?.task.task_id.value === id && ofThis(task_added.task.framework_id))
          return [`added ${task_added.task.state}`];
        if (task_updated?.status.task_id.value === id && ofThis(task_updated.framework_id)) return [task_updated.state];
        return type.startsWith('FRAMEWORK') && JSON.stringify(event).includes(scheduler.id) ? [type] : [];
      });
    const life = ['added TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_FAILED'];
    for (const events of [own, all]) {
      await expect.poll(() => seen(events), { timeout: 20_000 }).toContain('FRAMEWORK_REMOVED');
      expect(seen(events)).toEqual(['FRAMEWORK_ADDED', ...life, 'FRAMEWORK_REMOVED']);
    }
    const failed = own.find(
      ({ task_updated }) => task_updated?.state === 'TASK_FAILED' && ofThis(task_updated.framework_id),
    );
    expect(failed.task_updated).toMatchObject({
      framework_id: { value: scheduler.id },
      status: { reason: 'REASON_COMMAND_EXECUTOR_FAILED', source: 'SOURCE_EXECUTOR' },
    });
    expect(seen(others)).toEqual([]);
  });

  // The last one: the agent does not come back.
  test('an agent that is drained to be gone is not there any more when it is drained', async () => {
    const [, { get_agents }] = await call({ type: 'GET_AGENTS' });
    const { id: agent_id } = get_agents.agents[0].agent_info;
    const scheduler = await Scheduler.subscribe(platform.url, tokens.alice ?? '');
    const id = await scheduler.runs('sleep 600');
    await scheduler.acknowledge(await scheduler.status(id, 'TASK_STARTING'));
    await scheduler.acknowledge(await scheduler.status(id, 'TASK_RUNNING'));
    const events = await watched('bob');
    const gone = { type: 'DRAIN_AGENT', drain_agent: { agent_id, mark_gone: true } };
    expect((await call(gone, 'alice'))[0]).toBe(403);
    expect((await call(gone))[0]).toBe(200);
    expect((await scheduler.status(id, 'TASK_KILLED')).update.status.reason).toBe('REASON_AGENT_DRAINING');
    const agents = async () => (await call({ type: 'GET_AGENTS' }))[1].get_agents.agents ?? [];
    await expect.poll(agents, { timeout: 20_000 }).toEqual([]);
    await scheduler.find(({ failure }) => failure?.agent_id.value === agent_id.value);
    const removed = () => events.find(({ type }) => type === 'AGENT_REMOVED')?.agent_removed;
    await expect.poll(removed, { timeout: 20_000 }).toEqual({ agent_id });
    expect((await call({ type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id } }))[0]).toBe(400);
    expect(await call({ type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id } })).toEqual([200, '']);
    expect((await call({ type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: 'never' } } }))[0]).toBe(400);
    await scheduler.call({ type: 'TEARDOWN' });
  });
});
