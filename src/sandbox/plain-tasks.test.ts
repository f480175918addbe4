import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signalPid } from './processes.ts';
import type { LogStream } from './task.ts';
import { type RunRecord, readJson } from './task-folder.ts';
import { type AgentUnderTest, agentUnderTest, inside, whyNot } from './testing/agent-under-test.ts';

describe.skipIf(whyNot())('tasks that run what a tenant wants', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  beforeAll(async () => {
    agent = await agentUnderTest();
  }, 60_000);
  afterAll(() => agent?.remove(), 30_000);

  const textOf = async (id: string, stream: LogStream): Promise<string> =>
    Buffer.from((await agent.port.readLog(id, { stream, offset: 0, maxBytes: 2 ** 20 }))?.bytes ?? []).toString();

  test('a task runs as its tenant in a folder of its own, and its streams are kept apart', async () => {
    await agent.port.launch(
      agent.shell('p1', 'alice', 'id -u; pwd; echo "$HOME" \'$HOME\'; echo wrong >&2; echo x > made'),
    );
    expect(await agent.end('p1')).toMatchObject({ phase: 'ended', reason: 'completed', exitCode: 0 });
    expect(await textOf('p1', 'stdout')).toBe('20001\n/home/alice/.stoa/tasks/p1\n/home/alice $HOME\n');
    expect(await textOf('p1', 'stderr')).toBe('wrong\n');
    await agent.port.launch(agent.shell('p2', 'alice', 'stat -c "%a %n" ../p1 ../p1/made'));
    await agent.end('p2');
    expect(await textOf('p2', 'stdout')).toBe('700 ../p1\n600 ../p1/made\n');
  });

  test('the exit code is its own, and of a signal 128 and its number', async () => {
    const codes = { 0: 'true', 7: 'exit 7', 127: 'exec no-such-program', 137: 'kill -9 $$', 143: 'kill $$' };
    for (const [code, line] of Object.entries(codes)) {
      await agent.port.launch(agent.shell(`e${code}`, 'alice', line));
      expect([line, (await agent.end(`e${code}`)).exitCode]).toEqual([line, Number(code)]);
    }
    expect((await agent.port.state('e7'))?.detail).toBe('It ended with code 7.');
  });

  test('many tasks of one tenant run at once beside its workspace, each with its own limits, on one loopback', async () => {
    const workspace = await agent.port.launch(agent.spec('w1', 'bob'));
    const serve = `exec $STOA_RELEASE/bin/node -e "require('http').createServer((q,r)=>r.end('mine')).listen(7788,'127.0.0.1')"`;
    await agent.port.launch(agent.shell('m0', 'bob', serve));
    const ask = `$STOA_RELEASE/bin/node -e "fetch('http://127.0.0.1:7788').then(r=>r.text()).then(console.log,()=>console.log('no'))"`;
    await expect.poll(() => inside(workspace, ask)).toBe('mine');
    const limits = { ...agent.spec('x', 'bob').limits, memoryBytes: 32 * 2 ** 20 };
    const eats = `$STOA_RELEASE/bin/node -e "const a=[];for(;;)a.push(Buffer.alloc(2**22,1))"`;
    const ids = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'];
    const lines = ['exit 3', 'sleep 0.2', eats, 'exit 4', 'sleep 30', 'exit 5'];
    await Promise.all(
      ids.map((id, index) => agent.port.launch(agent.shell(id, 'bob', lines[index] ?? '', { limits }))),
    );
    expect((await agent.end('m1')).exitCode).toBe(3);
    expect((await agent.end('m2')).exitCode).toBe(0);
    expect(await agent.end('m3')).toMatchObject({ reason: 'out-of-memory' });
    expect((await agent.end('m4')).exitCode).toBe(4);
    expect((await agent.end('m6')).exitCode).toBe(5);
    expect((await agent.port.state('m5'))?.phase).toBe('running');
    expect(await inside(workspace, ask)).toBe('mine');
    expect(await agent.port.stop('m5', 0)).toMatchObject({ reason: 'stopped', phase: 'ended' });
    await agent.port.stop('m0', 0);
  });

  test('asked to stop, all that a task has started may clean up, and what stays is killed after the grace', async () => {
    const clean = `sh -c 'trap "echo cleaned; sleep 0.5; exit" TERM; echo set >&2; while :; do sleep 0.1; done' & trap 'echo asked' TERM; echo set >&2; wait; wait; exit 9`;
    await agent.port.launch(agent.shell('g1', 'alice', clean));
    await expect.poll(() => textOf('g1', 'stderr')).toBe('set\nset\n');
    expect(await agent.port.stop('g1', 5)).toMatchObject({ reason: 'stopped', exitCode: 9 });
    expect((await textOf('g1', 'stdout')).split('\n').sort()).toEqual(['', 'asked', 'cleaned']);
    await agent.port.launch(agent.shell('g2', 'alice', `trap '' TERM; echo set; while :; do sleep 0.1; done`));
    await expect.poll(() => textOf('g2', 'stdout')).toBe('set\n');
    const begun = performance.now();
    expect(await agent.port.stop('g2', 0.5)).toMatchObject({ reason: 'stopped' });
    expect(performance.now() - begun).toBeGreaterThan(450);
  });

  test('when a task ends, what it left in the background ends', async () => {
    await agent.port.launch(agent.shell('b1', 'alice', 'sleep 777 & setsid sleep 778 & exit 0'));
    expect(await agent.end('b1')).toMatchObject({ exitCode: 0 });
    expect(agent.processes('sleep 77')).toEqual([]);
  });

  test('a log is followed while it is written, by offset, and ends with its task', async () => {
    await agent.port.launch(agent.shell('f1', 'alice', 'for i in 1 2 3; do echo line $i; sleep 0.3; done'));
    const parts: string[] = [];
    const times: number[] = [];
    let offset = 0;
    for await (const part of agent.port.followLog('f1', { stream: 'stdout' }, AbortSignal.timeout(20_000))) {
      expect(part.offset).toBe(offset);
      offset += part.bytes.length;
      parts.push(Buffer.from(part.bytes).toString());
      times.push(performance.now());
    }
    expect(parts.join('')).toBe('line 1\nline 2\nline 3\n');
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(400);
    const last = await agent.port.readLog('f1', { stream: 'stdout', offset: 7, maxBytes: 6 });
    expect(last && [last.offset, Buffer.from(last.bytes).toString(), last.end]).toEqual([7, 'line 2', 21]);
  });

  test('who stops following a log or the events leaves nothing open', async () => {
    await agent.port.launch(agent.shell('f2', 'alice', 'while :; do echo more; sleep 0.01; done'));
    const never = new AbortController().signal;
    for (let tries = 0; tries < 20; tries += 1) {
      for await (const _ of agent.port.followLog('f2', { stream: 'stdout' }, never)) break;
      for await (const _ of agent.port.events(0, never)) break;
    }
    const connections = () => readdirSync(`/proc/${agent.pid()}/fd`).length;
    await expect.poll(connections).toBeLessThan(60);
    await agent.port.stop('f2', 0);
  });

  test('one that has more bytes or files in its folder than it may is ended, and says so; others go on', async () => {
    const { limits } = agent.spec('x', 'alice');
    const small = { limits: { ...limits, workBytes: 5_000_000, workFiles: 50 } };
    const many = 'mkdir many; i=0; while [ $i -lt 200 ]; do : > many/$i; i=$((i+1)); done; sleep 60';
    await agent.port.launch(agent.shell('d1', 'alice', 'head -c 20000000 /dev/zero > big; sleep 60', small));
    await agent.port.launch(agent.shell('d2', 'alice', many, small));
    await agent.port.launch(agent.shell('d3', 'alice', 'head -c 20000000 /dev/zero > ~/elsewhere; sleep 60', small));
    await agent.port.launch(agent.shell('d4', 'alice', 'head -c 20000000 /dev/zero > big; sleep 60'));
    const said = { reason: 'over-disk-limit', detail: 'It is over its limit of 5 MiB of disk or 50 files.' };
    expect(await agent.end('d1')).toMatchObject(said);
    expect(await agent.end('d2')).toMatchObject(said);
    for (const id of ['d3', 'd4']) {
      expect((await agent.port.state(id))?.phase).toBe('running');
      await agent.port.stop(id, 0);
    }
  });

  test('a flood fills no disk: the oldest is dropped, offsets stay, and others’ logs go on', async () => {
    await agent.port.launch(agent.shell('l1', 'alice', 'seq 1 1500000; echo the end'));
    await agent.port.launch(agent.shell('l2', 'alice', 'echo quick'));
    await agent.end('l2');
    expect(await textOf('l2', 'stdout')).toBe('quick\n');
    await agent.end('l1');
    const end = await agent.port.readLog('l1', { stream: 'stdout', maxBytes: 16 });
    expect(Buffer.from(end?.bytes ?? []).toString()).toMatch(/1500000\nthe end\n$/);
    const begin = await agent.port.readLog('l1', { stream: 'stdout', offset: 0, maxBytes: 100 });
    expect(begin?.end).toBe(10_888_896 + 8);
    expect(begin?.offset).toBeGreaterThan((begin?.end ?? 0) - 4 * 2 ** 20);
  });

  test('what is printed while the agent, then the scribe, are killed is in the log, each line once', async () => {
    const count = 'i=0; while [ $i -lt 300 ]; do i=$((i + 1)); echo $i; sleep 0.01; done';
    await agent.port.launch(agent.shell('s1', 'alice', count));
    await expect.poll(() => textOf('s1', 'stdout')).toMatch(/^20$/m);
    await agent.kill();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await agent.start();
    expect((await textOf('s1', 'stdout')).split('\n').length).toBeGreaterThan(60);
    const scribe = readJson<RunRecord>(join(agent.dataDir, 'agent/scribe.json'));
    expect(signalPid(scribe?.pid ?? 0, 'SIGKILL')).toBe(true);
    expect((await agent.end('s1')).exitCode).toBe(0);
    const lines = (await textOf('s1', 'stdout')).trim().split('\n');
    expect(lines).toEqual(Array.from({ length: 300 }, (_, index) => String(index + 1)));
    expect(readdirSync(join(agent.dataDir, 'agent/streams'))).toEqual([]);
  });

  test('an end is kept, agent after agent, until it is acknowledged; then it goes when others need the room', async () => {
    await agent.port.launch(agent.shell('k1', 'alice', 'exit 41'));
    await agent.end('k1');
    expect(await agent.port.forget('unknown')).toBe(false);
    await agent.kill();
    await agent.start();
    expect((await agent.port.state('k1'))?.exitCode).toBe(41);
    expect(await agent.port.forget('k1')).toBe(true);
    expect(await agent.port.forget('k1')).toBe(true);
    await agent.kill();
    await agent.start();
    expect((await agent.port.state('k1'))?.exitCode).toBe(41);
    expect(existsSync(join(agent.dataDir, 'agent/tasks/k1/acknowledged'))).toBe(true);
  });

  test('a tenant’s environment reaches its task and nothing before it', async () => {
    const env = { LD_PRELOAD: '/nowhere/evil.so', ODD: `a 'quoted'\nline $HOME` };
    const spec = agent.shell('v1', 'alice', 'echo "$ODD"');
    await agent.port.launch({ ...spec, processes: spec.processes.map((process) => ({ ...process, env })) });
    expect(await agent.end('v1')).toMatchObject({ detail: 'It ended by itself.' });
    expect(await textOf('v1', 'stdout')).toBe(`a 'quoted'\nline $HOME\n`);
    // Only the task itself, a shell, was told to load it.
    expect((await textOf('v1', 'stderr')).match(/evil/g)?.length).toBe(1);
  });

  test('work folders of long ago go, those of tasks that run stay', async () => {
    await agent.port.launch(agent.shell('t0', 'alice', 'touch -d "30 days ago" .; exec sleep 60'));
    await agent.port.launch(
      agent.shell(
        't1',
        'alice',
        'mkdir ../long-ago; touch ../long-ago/x; touch -d "30 days ago" ../long-ago; mkdir ../empty; touch -d "1 hour ago" ../empty; mkdir ../new',
      ),
    );
    await agent.end('t1');
    await agent.kill();
    await agent.start();
    await agent.port.launch(agent.shell('t2', 'alice', 'ls ..'));
    await agent.end('t2');
    const left = (await textOf('t2', 'stdout')).trim().split('\n');
    expect(left).toContain('t0');
    expect(left).toContain('t1');
    expect(left).toContain('new');
    expect(left).not.toContain('long-ago');
    expect(left).not.toContain('empty');
    await agent.port.stop('t0', 0);
  });

  test('the output of ended tasks takes no more than so much, their exit codes stay', async () => {
    for (const id of ['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7']) {
      await agent.port.launch(agent.shell(id, 'alice', 'head -c 3000000 /dev/zero; exit 3'));
      await agent.end(id);
    }
    expect((await agent.port.readLog('o1', { stream: 'stdout' }))?.end).toBe(0);
    expect((await agent.port.readLog('o7', { stream: 'stdout' }))?.end).toBe(3_000_000);
    expect((await agent.port.state('o1'))?.exitCode).toBe(3);
  });

  test('a task is one process that is not started again', async () => {
    const spec = agent.shell('z1', 'alice', 'true');
    const twice = { ...spec, processes: [...spec.processes, ...spec.processes] };
    await expect(agent.port.launch(twice)).rejects.toMatchObject({ code: 'bad-task' });
  });
});
