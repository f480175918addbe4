import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childrenOf, commandOf } from './processes.ts';
import type { TaskEvent, TaskState } from './task.ts';
import { readStatus, taskFolder } from './task-folder.ts';
import { type AgentUnderTest, agentUnderTest, inside, whyNot } from './testing/agent-under-test.ts';

const reason = whyNot();
if (reason) console.warn(`sandbox tests are skipped: ${reason}`);

describe.skipIf(reason)('an agent with root', { timeout: 60_000 }, () => {
  let agent: AgentUnderTest;
  let alice: TaskState;
  let bob: TaskState;

  beforeAll(async () => {
    agent = await agentUnderTest();
    alice = await agent.port.launch(agent.spec('a1', 'alice'));
    bob = await agent.port.launch(agent.spec('b1', 'bob'));
  }, 60_000);
  afterAll(() => agent?.remove(), 30_000);

  const folderOf = (id: string) => taskFolder(join(agent.dataDir, 'agent/tasks'), id);
  const endOf = async (id: string): Promise<TaskState> => {
    for (;;) {
      const state = await agent.port.state(id);
      if (state?.phase === 'ended' || state?.phase === 'failed') return state;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const eventsOf = async (id: string): Promise<TaskEvent[]> => {
    const found: TaskEvent[] = [];
    const enough = AbortSignal.timeout(300);
    for await (const event of agent.port.events(0, enough)) if (event.taskId === id) found.push(event);
    return found;
  };

  test('a task runs as its tenant, without rights, and answers on the socket that the platform made', async () => {
    expect(alice.phase).toBe('running');
    expect(await inside(alice, 'id -u; id -G; pwd; umask; echo $HOME')).toBe(
      '20001\n20001 30001\n/home/alice\n0077\n/home/alice',
    );
    expect(await inside(alice, 'grep -E "^(CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status')).toBe(
      'CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2',
    );
  });

  test('launching the same id again is the same task', async () => {
    const again = await agent.port.launch(agent.spec('a1', 'alice'));
    expect(again.startedAt).toBe(alice.startedAt);
  });

  test('only its own descriptors are open in a task, and its environment is on no command line', async () => {
    const open = 'ls -l /proc/$PPID/fd | grep -v -E "socket:|pipe:|anon_inode|/dev/null|/a1/words$|total"';
    expect(await inside(alice, open)).toBe('');
    expect(await inside(alice, 'cat /proc/$PPID/fd/1 2>&1')).toMatch(/Permission denied/);
    expect(await inside(alice, 'cat /proc/*/cmdline | tr "\\0" " "')).not.toContain('of alice');
  });

  test('a tenant sees nothing of another tenant or of the platform', async () => {
    await inside(alice, 'echo private > ~/diary; echo shared > $STOA_RUNTIME/x');
    const host = createServer((_request, response) => response.end('host')).listen(0, '127.0.0.1');
    await new Promise((resolve) => host.once('listening', resolve));
    const { port } = host.address() as AddressInfo;
    const tries = {
      homes: 'ls /home',
      data: `ls ${agent.dataDir} 2>/dev/null`,
      others: 'ps -eo user= | sort -u | grep -v -e bob -e root',
      environments: 'cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" | grep "of alice"',
      loopback: `$STOA_RELEASE/bin/node -e "fetch('http://127.0.0.1:${port}').then(() => console.log('reached'), () => {})"`,
      devices: 'ls /dev | grep -E "^(sd|vd|loop|mem|kmsg)"',
      cgroups: 'ls /sys 2>/dev/null',
      passwd: 'grep -c . /etc/passwd',
      write: 'touch /usr/x /etc/x /opt/stoa/x /x 2>/dev/null; ls /usr/x /etc/x /opt/stoa/x /x 2>/dev/null',
      namespaces: 'unshare -U true 2>/dev/null && echo made',
      init: 'kill -9 1; kill -9 -1 2>/dev/null; true',
    };
    const { init, ...quiet } = tries;
    const said: Record<string, string> = {};
    for (const [name, script] of Object.entries(quiet)) said[name] = await inside(bob, script);
    host.close();
    expect(said).toEqual({
      homes: 'bob',
      data: '',
      others: '',
      environments: '',
      loopback: '',
      devices: '',
      cgroups: '',
      passwd: '3',
      write: '',
      namespaces: '',
    });
    expect(await inside(alice, 'cat ~/diary; stat -c %a ~/diary ~')).toBe('private\n600\n700');
  });

  test('tasks of one tenant share a loopback, other tenants do not reach it', async () => {
    const second = await agent.port.launch(agent.spec('a2', 'alice', { kind: 'files' }));
    const serve = `$STOA_RELEASE/bin/node -e "require('http').createServer((q,r)=>r.end('mine')).listen(7777,'127.0.0.1')" >/dev/null 2>&1 &`;
    await inside(alice, serve);
    const fetch = `$STOA_RELEASE/bin/node -e "fetch('http://127.0.0.1:7777').then(r=>r.text()).then(console.log,()=>console.log('no'))"`;
    await expect.poll(() => inside(second, fetch)).toBe('mine');
    expect(await inside(bob, fetch)).toBe('no');
    await agent.port.stop('a2', 0);
  });

  test('what one member makes in the group folder, another changes, whatever the umask', async () => {
    await inside(alice, 'umask 077; echo one > /groups/team/note; mkdir /groups/team/d; echo x > /groups/team/d/x');
    expect(
      await inside(
        bob,
        'echo two >> /groups/team/note && cat /groups/team/note && echo y > /groups/team/d/x && echo ok',
      ),
    ).toBe('one\ntwo\nok');
    await agent.port.launch(
      agent.spec('c1', 'carol', { tenant: { name: 'carol', uid: 20_003, gid: 20_003, groups: [] } }),
    );
    const carol = await agent.port.state('c1');
    if (carol) expect(await inside(carol, 'ls /groups')).toBe('');
    await agent.port.stop('c1', 0);
  });

  test('a fork bomb, a full disk and a full table of files stay with who made them', async () => {
    const bomb = await inside(bob, 'for i in $(seq 200); do sleep 5 & done 2>&1 | tail -1; pkill sleep; true');
    expect(bomb).toMatch(/fork|Resource temporarily unavailable/);
    expect(await inside(bob, 'head -c 100000000 /dev/zero > ~/big; rm -f ~/big')).toMatch(/No space left/);
    const files = `$STOA_RELEASE/bin/node -e "const fs=require('fs');fs.mkdirSync(process.env.HOME+'/m');let i=0;try{for(;i<2000;i++)fs.writeFileSync(process.env.HOME+'/m/'+i,'')}catch(e){console.log(e.code, i<700)}"; rm -rf ~/m`;
    expect(await inside(bob, files)).toBe('ENOSPC true');
    const begun = performance.now();
    expect(await inside(alice, 'echo there')).toBe('there');
    expect(performance.now() - begun).toBeLessThan(2000);
    expect((await agent.port.usage('b1'))?.diskLimitBytes).toBe(64 * 2 ** 20);
  });

  test('a process killed for memory is told as such, and the task goes on', async () => {
    await inside(bob, `$STOA_RELEASE/bin/node -e "const a=[];for(;;)a.push(Buffer.alloc(2**24,1))"; true`);
    await expect.poll(async () => (await eventsOf('b1')).map((event) => event.phase)).toContain('oom');
    expect(await inside(bob, 'grep "oom_kill " $STOA_MEMORY_EVENTS')).not.toBe('oom_kill 0');
    expect((await agent.port.state('b1'))?.phase).toBe('running');
  });

  test('a killed server is back at the same socket, and what it had started lives on', async () => {
    await inside(alice, 'sleep 333 >/dev/null 2>&1 &');
    const begun = performance.now();
    expect(await agent.port.signalProcess('a1', 'workspace', 'SIGKILL')).toBe(true);
    expect(await inside(alice, 'pgrep -f "sleep 333" | wc -l')).not.toBe('0');
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  test('nothing of a stopped task is left', async () => {
    const state = await agent.port.launch(agent.spec('c2', 'carol'));
    await inside(state, '(trap "" TERM; setsid sleep 7654 >/dev/null 2>&1) & true');
    const stopped = await agent.port.stop('c2', 1);
    expect(stopped).toMatchObject({ phase: 'ended', reason: 'stopped' });
    const commands = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => commandOf(Number(pid)).join(' '));
    expect(commands.filter((command) => command.startsWith('sleep 7654'))).toEqual([]);
    expect(existsSync(join(agent.dataDir, 'run/tasks/c2'))).toBe(false);
  });

  test('the agent, killed, finds its tasks again, and tells an end that it missed exactly once', async () => {
    const stays = await agent.port.launch(agent.spec('c3', 'carol'));
    const seven = { name: 'once', argv: ['sh', '-c', 'sleep 1; exit 7'], env: {}, restart: false };
    await agent.port.launch(agent.spec('c4', 'carol', { processes: [seven], listen: [] }));
    await agent.kill();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await agent.start();
    expect(await endOf('c4')).toMatchObject({ phase: 'ended', reason: 'crashed', exitCode: 7 });
    expect((await agent.port.state('c3'))?.phase).toBe('running');
    expect(await inside(stays, 'echo still')).toBe('still');
    await agent.kill();
    await agent.start();
    expect((await eventsOf('c4')).filter((event) => event.phase === 'ended')).toHaveLength(1);
    const ids = (await eventsOf('c3')).map((event) => event.id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect((await agent.port.stop('c3', 1))?.reason).toBe('stopped');
  });

  describe('each layer of a running sandbox, killed, has a true outcome', () => {
    const layers = async (id: string) => {
      const state = await agent.port.launch(agent.spec(id, 'carol'));
      await inside(state, 'true');
      const run = JSON.parse(readFileSync(folderOf(id).run, 'utf8')) as { pid: number };
      const first = readStatus(folderOf(id)).childPid ?? 0;
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${run.pid}/status`, 'utf8'))?.[1]);
      return { state, recorder: parent, outer: run.pid, first, launcher: childrenOf(first)[0] ?? 0 };
    };

    test('the first process of its pid namespace', async () => {
      const { first } = await layers('k1');
      process.kill(first, 'SIGKILL');
      const end = await endOf('k1');
      expect(['killed', 'lost']).toContain(end.reason);
    });

    test('the launcher', async () => {
      const { launcher } = await layers('k2');
      process.kill(launcher, 'SIGKILL');
      expect(await endOf('k2')).toMatchObject({ reason: 'killed', exitCode: 137 });
    });

    test('the outer process: it goes on, its code is not made up', async () => {
      const { outer, state } = await layers('k3');
      process.kill(outer, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await inside(state, 'echo alive')).toBe('alive');
      expect((await agent.port.state('k3'))?.phase).toBe('running');
      process.kill((await layersOf('k3')).launcher, 'SIGKILL');
      const end = await endOf('k3');
      expect(end.reason).toBe('lost');
      expect(end.exitCode).toBeUndefined();
    });

    test('the recorder and the outer process, then the launcher: gone, and no code is made up', async () => {
      const { recorder, outer, launcher } = await layers('k5');
      process.kill(recorder, 'SIGKILL');
      process.kill(outer, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await agent.port.state('k5'))?.phase).toBe('running');
      process.kill(launcher, 'SIGKILL');
      const end = await endOf('k5');
      expect(end.reason).toBe('lost');
      expect(end.exitCode).toBeUndefined();
    });

    test('the recorder: the code is known all the same', async () => {
      const { recorder, launcher } = await layers('k4');
      process.kill(recorder, 'SIGKILL');
      expect((await agent.port.state('k4'))?.phase).toBe('running');
      process.kill(launcher, 'SIGKILL');
      expect(await endOf('k4')).toMatchObject({ reason: 'killed', exitCode: 137 });
    });

    const layersOf = async (id: string) => {
      const first = readStatus(folderOf(id)).childPid ?? 0;
      return { launcher: childrenOf(first)[0] ?? 0 };
    };
  });

  test('a task that cannot start says why', async () => {
    const spec = agent.spec('f1', 'carol', { mounts: [{ source: '/nowhere', target: '/mnt/x', readOnly: true }] });
    const failed = await agent.port.launch(spec);
    expect(failed).toMatchObject({ phase: 'failed', reason: 'start-failed' });
    expect(failed.detail).toContain('/nowhere');
  });

  test('a bad task is refused with the field’s name', async () => {
    mkdirSync(agent.dataDir, { recursive: true });
    await expect(agent.port.launch(agent.spec('../x', 'carol'))).rejects.toMatchObject({ code: 'bad-task' });
  });
});

test.skipIf(whyNot())(
  'a home that nothing uses is unmounted when asked, its data stays for the next launch',
  async () => {
    const agent = await agentUnderTest();
    try {
      const mounted = () => readFileSync('/proc/mounts', 'utf8').includes(`${agent.dataDir}/homes/alice `);
      const task = await agent.port.launch(agent.spec('t1', 'alice'));
      await inside(task, 'echo mine > ~/kept');
      const image = mounted();
      expect(await agent.port.releaseHome('alice')).toBe(false);
      expect(mounted()).toBe(image);
      await agent.port.stop('t1', 0);
      expect(await agent.port.releaseHome('alice')).toBe(true);
      expect(mounted()).toBe(false);
      const again = await agent.port.launch(agent.spec('t2', 'alice'));
      expect(again).toMatchObject({ phase: 'running', detail: 'Running' });
      expect(await inside(again, 'cat ~/kept')).toBe('mine');
    } finally {
      await agent.remove();
    }
  },
);
