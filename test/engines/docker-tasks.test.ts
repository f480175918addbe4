import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskSpec } from '../../src/sandbox/index.ts';
import { type AgentUnderTest, agentUnderTest, tenants } from '../../src/sandbox/testing/agent-under-test.ts';
import { dockerEngine, type Engine, whyNoEngine } from './docker/engine.ts';

const reason = whyNoEngine();
if (reason !== undefined) throw new Error(`Tasks in Docker cannot be tried here: ${reason}.`);

let engine: Engine;
let agent: AgentUnderTest;
let smallId = '';

beforeAll(async () => {
  engine = await dockerEngine();
  smallId = await engine.addImage('small:1');
  await engine.addImage('kept:1', ['VOLUME /var/kept', 'ENTRYPOINT ["/bin/false"]']);
  agent = await agentUnderTest([], 0, { dockerSocket: engine.socketPath });
}, 120_000);
afterAll(async () => {
  await agent?.remove();
  await engine?.remove();
});

const spec = (id: string, tenant: string, line: string, changes: Partial<TaskSpec> = {}) =>
  agent.shell(id, tenant, line, { container: { image: 'small:1' }, ...changes });

async function run(id: string, tenant: string, line: string, changes: Partial<TaskSpec> = {}) {
  await agent.port.launch(spec(id, tenant, line, changes));
  const end = await agent.end(id);
  return { ...end, stdout: await read(id, 'stdout'), stderr: await read(id, 'stderr') };
}

async function read(id: string, stream: 'stdout' | 'stderr') {
  const part = await agent.port.readLog(id, { stream, offset: 0 });
  return Buffer.from(part?.bytes ?? []).toString('utf8');
}

const containers = async () => {
  const { body } = await engine.ask('GET', '/containers/json?all=1');
  return Array.isArray(body) ? body.length : -1;
};

describe('a task in Docker', () => {
  test('is its tenant, with its home and groups, and its streams and exit code are its own', async () => {
    const line = 'id -u; id -g; id -G; pwd; echo it > made; echo oh >&2; exit 7';
    const { stdout, stderr, ...end } = await run('d1', 'alice', line);
    const uid = tenants.alice;
    expect(stdout).toBe(`${uid}\n${uid}\n${uid} 30001\n/home/alice/.stoa/tasks/d1\n`);
    expect(stderr).toBe('oh\n');
    expect(end).toMatchObject({ phase: 'ended', reason: 'crashed', exitCode: 7, network: 'none' });
    const made = join(agent.dataDir, 'homes/alice/.stoa/tasks/d1/made');
    expect(statSync(made)).toMatchObject({ uid, gid: uid });
    expect(
      await agent.port.readWork(
        { id: 'd1', tenant: spec('d1', 'alice', '').tenant, path: 'made', limits: { diskBytes: 2 ** 26, files: 500 } },
        { offset: 0, maxBytes: 10 },
      ),
    ).toMatchObject({ size: 3 });
    expect(await containers()).toBe(0);
  });

  test('has no rights, no network and nothing of the host', async () => {
    const looks = [
      'grep -E "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):" /proc/self/status',
      'ls /sys/class/net',
      'touch /x || echo read-only',
      'echo > /proc/sys/kernel/hostname || echo no-hostname',
      'ls /run /home /groups',
      'ls -d /opt/stoa /var/run/docker.sock /run/stoa || echo nothing-of-ours',
      'ps -o pid | wc -l',
      'mount -t tmpfs x /tmp || echo no-mount',
    ];
    const { stdout } = await run('d2', 'bob', looks.join('; '));
    expect(stdout.replaceAll(/\t0{16}/g, ' none')).toMatchInlineSnapshot(`
      "CapInh: none
      CapPrm: none
      CapEff: none
      CapBnd: none
      CapAmb: none
      NoNewPrivs:	1
      Seccomp:	2
      lo
      read-only
      no-hostname
      /groups:
      team

      /home:
      bob

      /run:
      nothing-of-ours
      5
      no-mount
      "
    `);
  });

  test('over its memory is told apart from one that was killed', async () => {
    const limits = { ...spec('x', 'carol', '').limits, memoryBytes: 32 * 2 ** 20 };
    const over = await run('d3', 'carol', 'x=$(yes | head -c 100000000); echo $x', { limits });
    expect(over).toMatchObject({ reason: 'out-of-memory', exitCode: 137 });
    expect(over.oomKills).toBeGreaterThan(0);
    expect(over.used?.memoryPeakBytes).toBeGreaterThan(16 * 2 ** 20);
    const killed = await run('d4', 'carol', 'sh -c "kill -9 \\$PPID"; sleep 60 & kill -9 $$; kill -9 -1');
    expect(killed.reason).not.toBe('out-of-memory');
  });

  test('is asked to end, then killed; nothing of it is left', async () => {
    await agent.port.launch(
      spec('d5', 'alice', 'trap "echo ending; exit 3" TERM; echo up; while :; do sleep 0.1; done'),
    );
    await expect.poll(() => read('d5', 'stdout'), { timeout: 20_000 }).toBe('up\n');
    expect((await agent.port.samples()).d5?.processes ?? 1).toBeGreaterThan(0);
    expect(await agent.port.stop('d5', 20)).toMatchObject({ reason: 'stopped', exitCode: 3 });
    expect(await read('d5', 'stdout')).toBe('up\nending\n');
    await agent.port.launch(spec('d6', 'alice', 'trap "" TERM; while :; do sleep 0.1; done'));
    expect(await agent.port.stop('d6', 0.5)).toMatchObject({ reason: 'stopped', exitCode: 137 });
    expect(await containers()).toBe(0);
    for (const tree of readdirSync('/sys/fs/cgroup')) for (const id of ['d5', 'd6']) expect(ours(tree, id)).toEqual([]);
  });

  test('goes on while the agent is away, and its exit code is known', async () => {
    await agent.port.launch(spec('d7', 'dora', 'while [ ! -e go ]; do sleep 0.05; done; echo done; exit 5'));
    await agent.port.launch(spec('d8', 'dora', 'while :; do sleep 0.1; done'));
    await agent.kill();
    writeFileSync(join(agent.dataDir, 'homes/dora/.stoa/tasks/d7/go'), '');
    await expect.poll(containers, { timeout: 20_000 }).toBe(1);
    await agent.start();
    expect(await agent.end('d7')).toMatchObject({ reason: 'crashed', exitCode: 5 });
    expect(await read('d7', 'stdout')).toBe('done\n');
    expect(await agent.port.state('d8')).toMatchObject({ phase: 'running' });
    expect(await agent.port.stop('d8', 0)).toMatchObject({ reason: 'stopped' });
  });

  test('is checked from within', async () => {
    const times = { delaySeconds: 0, intervalSeconds: 0.2, timeoutSeconds: 5 };
    const line = 'mkdir -p w; echo yes > w/ok; httpd -p 127.0.0.1:8080 -h w; while :; do sleep 0.1; done';
    await agent.port.launch(
      spec('d9', 'emil', line, {
        health: {
          how: { kind: 'http', port: 8080, path: '/ok', scheme: 'http' },
          ...times,
          graceSeconds: 20,
          failures: 100,
        },
        check: { how: { kind: 'command', argv: ['sh', '-c', 'test -e w/ok && exit 4'], env: {} }, ...times },
      }),
    );
    const state = () => agent.port.state('d9');
    await expect.poll(state, { timeout: 20_000 }).toMatchObject({ healthy: true, check: { exitCode: 4 } });
    await agent.port.stop('d9', 0);
  });

  test('has what its image wants kept in memory, and not what its image begins with', async () => {
    const changes = { container: { image: 'kept:1' } };
    const { stdout, exitCode } = await run('d10', 'alice', 'grep " /var/kept " /proc/mounts | cut -d" " -f1', changes);
    expect({ stdout, exitCode }).toEqual({ stdout: 'tmpfs\n', exitCode: 0 });
    const { body } = await engine.ask('GET', '/volumes');
    expect(body).toMatchObject({ Volumes: expect.toSatisfy((value) => value === null || value.length === 0) });
  });

  test.each([
    ['missing', 'nowhere:2', 'has no image nowhere:2'],
    ['by-its-id', '', 'has no image'],
  ])('of an image that is %s does not start, and says so', async (id, image, words) => {
    const named = image || /[0-9a-f]{64}/.exec(smallId)?.[0]?.slice(0, 8) || '';
    const end = await run(`m-${id}`, 'alice', 'true', { container: { image: named } });
    expect(end).toMatchObject({ phase: 'failed', reason: 'start-failed' });
    expect(end.detail).toContain(words);
  });

  test('whose waiting program is killed ends with it, and no exit code is made up', async () => {
    await agent.port.launch(spec('d13', 'bob', 'while :; do sleep 0.1; done'));
    const { pid } = JSON.parse(readFileSync(join(agent.dataDir, 'agent/tasks/d13/run.json'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    const end = await agent.end('d13');
    expect([end.reason, end.exitCode]).toEqual(['lost', undefined]);
    await expect.poll(containers, { timeout: 20_000 }).toBe(0);
  });

  test('can be ended while the engine hangs, which is cleared up after', async () => {
    await agent.port.launch(spec('d14', 'bob', 'while :; do sleep 0.1; done'));
    engine.signal('SIGSTOP');
    try {
      expect(await agent.port.stop('d14', 1)).toMatchObject({ phase: 'ended', reason: 'stopped' });
    } finally {
      engine.signal('SIGCONT');
    }
    await expect.poll(containers, { timeout: 30_000 }).toBe(0);
    expect(existsSync(join(agent.dataDir, 'agent/tasks/d14/ended.json'))).toBe(true);
  });

  test('runs nowhere while the engine is away; its container ends with the engine and is told', async () => {
    await agent.port.launch(spec('d11', 'alice', 'while :; do sleep 0.1; done'));
    const has = async () => (await agent.port.resources()).attributes.docker;
    expect(await has()).toBe('yes');
    await engine.stop();
    await expect.poll(has, { timeout: 20_000 }).toBe(undefined);
    expect((await run('d12', 'alice', 'true')).detail).toContain('does not answer');
    const left = () => readdirSync('/sys/fs/cgroup').flatMap((tree) => ours(tree, 'd12'));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    await engine.start();
    await expect.poll(has, { timeout: 20_000 }).toBe('yes');
    expect(await agent.end('d11')).toMatchObject({ phase: 'ended', reason: 'killed' });
    await expect.poll(containers, { timeout: 20_000 }).toBe(0);
  });
});

const ours = (tree: string, id: string) =>
  readdirSync(join('/sys/fs/cgroup', tree), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('stoa-'))
    .map(({ name }) => join('/sys/fs/cgroup', tree, name, id))
    .filter((path) => existsSync(path) && readFileSync(join(path, 'cgroup.procs')));
