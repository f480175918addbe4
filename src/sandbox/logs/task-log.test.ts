import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signalPid, startTime } from '../processes.ts';
import { type RunRecord, readJson, taskFolder } from '../task-folder.ts';
import { type AgentUnderTest, agentUnderTest, inside, whyNot } from '../testing/agent-under-test.ts';

const noRoot = whyNot();

async function withTask(script: string, use: (agent: AgentUnderTest) => Promise<void>): Promise<void> {
  const agent = await agentUnderTest();
  try {
    const spec = agent.spec('t1', 'alice');
    const loud = { name: 'loud', argv: ['sh', '-c', script], env: {}, restart: false };
    await agent.port.launch({ ...spec, processes: [...spec.processes, loud] });
    await use(agent);
  } finally {
    await agent.remove();
  }
}

const folderOf = (agent: AgentUnderTest) => taskFolder(join(agent.dataDir, 'agent/tasks'), 't1');

/** What the task's folder takes of the host's disk. */
function takenBytes(agent: AgentUnderTest): number {
  const { path } = folderOf(agent);
  return readdirSync(path).reduce(
    (sum, name) => sum + 512 * (statSync(join(path, name), { throwIfNoEntry: false })?.blocks ?? 0),
    0,
  );
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test.skipIf(noRoot)('a task that floods its log never holds more than a few megabytes of the host’s disk', async () => {
  await withTask('timeout 8 yes flood; echo the end', async (agent) => {
    const task = await agent.port.state('t1');
    let most = 0;
    for (const end = performance.now() + 7000; performance.now() < end; ) {
      most = Math.max(most, takenBytes(agent));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(most).toBeGreaterThan(2 ** 20);
    expect(most).toBeLessThan(5 * 2 ** 20);
    expect(task && (await inside(task, 'echo there'))).toBe('there');
    await expect.poll(() => agent.port.log('t1', 100), { timeout: 10_000 }).toMatch(/the end\n$/);
    expect((await agent.port.log('t1', 3 * 2 ** 20)).length).toBeGreaterThan(2 ** 20);
  });
});

test.skipIf(noRoot)('a tenant’s way to its log takes no room, cannot be read, cut or wound back', async () => {
  const tries = `
import ctypes, os
for name, act in {
  'hold': lambda: ctypes.CDLL(None, use_errno=True).fallocate(1, 1, 0, ctypes.c_long(10**9)) and 1/0,
  'cut': lambda: os.ftruncate(1, 0),
  'wind': lambda: os.lseek(1, 0, 0),
  'read': lambda: os.read(os.open('/proc/self/fd/1', os.O_RDONLY | os.O_NONBLOCK), 1),
  'mode': lambda: os.fchmod(1, 0o666),
}.items():
  try:
    act()
    print(name, 'done')
  except Exception:
    pass
print('tried')`;
  await withTask(`echo here; python3 -c "${tries}"; sleep 60`, async (agent) => {
    await expect.poll(() => agent.port.log('t1'), { timeout: 10_000 }).toBe('here\ntried\n');
    expect(takenBytes(agent)).toBeLessThan(2 ** 20);
  });
});

test.skipIf(noRoot)('a process that will not wait in its output changes nothing for those beside it', async () => {
  const flags = 'import fcntl, os; print(bool(fcntl.fcntl(1, fcntl.F_GETFL) & os.O_NONBLOCK))';
  const script = `python3 -c 'import os; os.set_blocking(1, False)'; touch $STOA_RUNTIME/set; sleep 60`;
  const beside = `while ! [ -e $STOA_RUNTIME/set ]; do sleep 0.05; done; python3 -c '${flags}'; sleep 60`;
  const agent = await agentUnderTest();
  try {
    const spec = agent.spec('t1', 'alice');
    const processes = [script, beside].map((text, index) => ({
      name: `p${index}`,
      argv: ['sh', '-c', text],
      env: {},
      restart: false,
    }));
    await agent.port.launch({ ...spec, processes: [...spec.processes, ...processes] });
    await expect.poll(() => agent.port.log('t1'), { timeout: 10_000 }).toBe('False\n');
  } finally {
    await agent.remove();
  }
});

test.skipIf(noRoot)(
  'what is printed while the agent, then the log’s writer, are killed is in the log, each line once',
  async () => {
    const script = 'i=0; while [ $i -lt 400 ]; do i=$((i + 1)); echo $i; sleep 0.01; done; sleep 60';
    await withTask(script, async (agent) => {
      await expect.poll(() => agent.port.log('t1')).toMatch(/^20$/m);
      await agent.kill();
      await new Promise((resolve) => setTimeout(resolve, 700));
      await agent.start();
      const lines = async () => (await agent.port.log('t1', 2 ** 20)).trim().split('\n');
      const before = (await lines()).length;
      expect(before).toBeGreaterThan(60);
      const writer = readJson<RunRecord>(folderOf(agent).writer);
      signalPid(writer?.pid ?? 0, 'SIGKILL');
      await expect.poll(lines, { timeout: 20_000 }).toContain('400');
      expect(await lines()).toEqual(numbers(1, 400));
      const newWriter = () => readJson<RunRecord>(folderOf(agent).writer)?.pid;
      await expect.poll(newWriter, { timeout: 10_000 }).not.toBe(writer?.pid);
      expect((await agent.port.state('t1'))?.phase).toBe('running');
    });
  },
);

test.skipIf(noRoot)('when a task ends its log’s writer ends, and what it said last is known', async () => {
  const agent = await agentUnderTest();
  try {
    const words = { name: 'words', argv: ['sh', '-c', 'echo the reason >&2; exit 3'], env: {}, restart: false };
    await agent.port.launch({ ...agent.spec('t1', 'alice'), processes: [words] });
    await expect.poll(async () => (await agent.port.state('t1'))?.phase).toBe('ended');
    expect((await agent.port.state('t1'))?.detail).toBe('It ended with code 3. the reason');
    const writer = readJson<RunRecord>(folderOf(agent).writer);
    await expect.poll(() => startTime(writer?.pid ?? 1)).toBe(undefined);
  } finally {
    await agent.remove();
  }
});
