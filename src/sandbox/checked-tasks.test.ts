import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HealthCheck, Probe, TaskCheck, TaskEvent, TaskSpec } from './task.ts';
import { type AgentUnderTest, agentUnderTest, whyNot } from './testing/agent-under-test.ts';

describe.skipIf(whyNot())('checks of a task', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  beforeAll(async () => {
    agent = await agentUnderTest();
  }, 60_000);
  afterAll(() => agent?.remove(), 30_000);

  const check = (how: Probe): TaskCheck => ({ how, delaySeconds: 0.1, intervalSeconds: 0.2, timeoutSeconds: 2 });
  const health = (how: Probe): HealthCheck => ({ ...check(how), graceSeconds: 0, failures: 2 });
  const sh = (line: string): Probe => ({ kind: 'command', argv: ['sh', '-c', line], env: { ODD: `it's` } });
  const notesOf = async (id: string): Promise<TaskEvent[]> => {
    const found: TaskEvent[] = [];
    for await (const event of agent.port.events(0, AbortSignal.timeout(300)))
      if (event.taskId === id && (event.phase === 'health' || event.phase === 'check')) found.push(event);
    return found;
  };
  const launch = (id: string, line: string, more: Partial<TaskSpec>) =>
    agent.port.launch(agent.shell(id, 'alice', line, { graceSeconds: 0.5, ...more }));

  const web = (status: string) =>
    `exec $STOA_RELEASE/bin/node -e "let n=0;require('http').createServer((q,r)=>{r.statusCode=${status};r.end('x')}).listen(PORT,'127.0.0.1')"`;

  test('a command runs in the task’s own sandbox as its tenant, and its health is told when it changes', async () => {
    await launch('h1', 'echo $$ > here; sleep 60', {
      health: health(
        sh(
          'until test -s here; do sleep 0.1; done; test "$(id -u)" = 20001 && test "$ODD" = "it\'s" && kill -0 $(cat here)',
        ),
      ),
    });
    await expect.poll(async () => (await agent.port.state('h1'))?.healthy).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await notesOf('h1')).map(({ healthy }) => healthy)).toEqual([true]);
    await agent.port.stop('h1', 0);
  });

  test('a task that fails its health check too often in a row is ended, with that as its reason', async () => {
    await launch('h2', 'until test -e seen; do sleep 0.1; done; touch bad; sleep 60', {
      health: health(sh('! test -e bad && touch seen')),
    });
    expect(await agent.end('h2')).toMatchObject({ phase: 'ended', reason: 'unhealthy', healthy: false });
    expect((await notesOf('h2')).map(({ healthy }) => healthy)).toEqual([true, false, false]);
  });

  test('HTTP asks the tenant’s own loopback, by its status', async () => {
    const how: Probe = { kind: 'http', port: 7811, path: '/x?y=1', scheme: 'http' };
    await launch('h3', web('n++<4?503:200').replace('PORT', '7811'), { check: check(how) });
    await expect
      .poll(async () => (await agent.port.state('h3'))?.check, { timeout: 8000 })
      .toEqual({ statusCode: 200 });
    expect((await notesOf('h3')).map(({ check }) => check).slice(-2)).toEqual([
      { statusCode: 503 },
      { statusCode: 200 },
    ]);
    // Another tenant's loopback has nothing there.
    await agent.port.launch(agent.shell('h4', 'bob', 'sleep 60', { health: health(how) }));
    expect((await agent.end('h4')).reason).toBe('unhealthy');
    await agent.port.stop('h3', 0);
  });

  test('TCP is whether somebody takes the connection; the host’s loopback is out of reach', async () => {
    const { createServer } = await import('node:net');
    const host = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => host.once('listening', resolve));
    const address = host.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await launch('h5', 'sleep 60', { check: check({ kind: 'tcp', port }) });
    await expect.poll(async () => (await agent.port.state('h5'))?.check).toEqual({ succeeded: false });
    host.close();
    await launch('h6', web('200').replace('PORT', '7812'), { check: check({ kind: 'tcp', port: 7812 }) });
    await expect.poll(async () => (await agent.port.state('h6'))?.check).toEqual({ succeeded: true });
    await agent.port.stop('h5', 0);
    await agent.port.stop('h6', 0);
  });

  test('a checker that its tenant ended says nothing, which is said and counts as failed', async () => {
    const others = 'for p in $(cat /proc/$PPID/task/$PPID/children); do [ $p = $$ ] || kill -9 $p; done';
    const how = { ...check(sh('touch seen')), timeoutSeconds: 0.5 };
    await launch('silent', `until test -e seen; do sleep 0.1; done; sleep 1; ${others}; sleep 60`, {
      health: { ...how, graceSeconds: 0, failures: 2 },
      check: how,
    });
    expect(await agent.end('silent')).toMatchObject({ phase: 'ended', reason: 'unhealthy', healthy: false, check: {} });
    const notes = await notesOf('silent');
    expect(notes.filter(({ phase }) => phase === 'health').map(({ healthy }) => healthy)).toEqual([true, false, false]);
    expect(notes.at(-1)?.detail).toMatch(/^Its (health )?check has said nothing for \d+ seconds/);
  });

  test('the exit code is the task’s own, and a checked task cleans up when asked to stop', async () => {
    await launch('h7', 'sleep 0.5; exit 5', { health: health(sh('true')) });
    expect(await agent.end('h7')).toMatchObject({ reason: 'crashed', exitCode: 5 });
    await launch('h8', `trap 'exit 6' TERM; echo set; while :; do sleep 0.1; done`, { health: health(sh('true')) });
    await expect.poll(async () => (await agent.port.state('h8'))?.healthy).toBe(true);
    expect(await agent.port.stop('h8', 5)).toMatchObject({ reason: 'stopped', exitCode: 6 });
  });

  test('checks go on while the agent is away, and are heard when it is back', async () => {
    await launch('h9', 'sleep 1; touch bad; sleep 60', { health: health(sh('! test -e bad')) });
    await expect.poll(async () => (await agent.port.state('h9'))?.healthy).toBe(true);
    await agent.kill();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await agent.start();
    expect((await agent.end('h9')).reason).toBe('unhealthy');
  });

  test('a flood of forged answers is taken slowly and changes only its own task', async () => {
    await launch('h10', 'sleep 60', { check: check(sh('while :; do echo check 0; echo nonsense; done >&6; exit 3')) });
    const begun = performance.now();
    for (let asked = 0; asked < 20; asked += 1) await agent.port.state('h10');
    expect(performance.now() - begun).toBeLessThan(2000);
    await agent.port.stop('h10', 0);
  });

  test('asked to stop again with less grace, it has no more than that', async () => {
    await launch('h11', `trap '' TERM; echo set; while :; do sleep 0.1; done`, {});
    await expect.poll(() => agent.port.log('h11')).toBe('set\n');
    const begun = performance.now();
    void agent.port.stop('h11', 30);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await agent.port.stop('h11', 0.3);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
