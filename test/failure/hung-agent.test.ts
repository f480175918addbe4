import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { onAgent, runTask, taskOf, untilTask } from '../platform/tasks.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let stopped: number | undefined;

beforeAll(async () => {
  platform = await startPlatform({
    settings: {
      agents: 'local,second',
      python: 'off',
      'cluster.agent-lost-minutes': '0.05',
      'cluster.grace-seconds': '1',
    },
  });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
});
const go = () => {
  if (stopped !== undefined) process.kill(stopped, 'SIGCONT');
  stopped = undefined;
};
afterEach(go);
afterAll(() => platform?.stop());

const stateOf = async (name: string) => (await admin.get(`/api/agents/${name}`)).body.state;
const ran = () => readFileSync(join(platform.data, 'homes/alice/ran'), 'utf8').trim().split('\n');

test.each([
  ['second', 'local'],
  ['local', 'second'],
])(
  '%s hangs: what is asked is answered, %s goes on, and when it goes on itself nothing is lost and nothing ran twice',
  async (hung, other) => {
    const name = (what: string) => `${what}-on-${hung}`;
    const goesOn = await runTask(alice, `echo ${name('long')} >> $HOME/ran; sleep 600`, onAgent(hung));
    const ends = await runTask(alice, `echo ${name('ends')} >> $HOME/ran; sleep 5; exit 7`, onAgent(hung));
    await untilTask(alice, goesOn, 'running');
    await untilTask(alice, ends, 'running');
    stopped = platformProcess(platform.data, hung === 'local' ? 'agent' : `agent-${hung}`);
    process.kill(stopped ?? 0, 'SIGSTOP');

    // Before anybody has noticed: it is launched there, and nobody answers.
    const caught = await runTask(alice, `echo ${name('caught')} >> $HOME/ran; exit 3`, onAgent(hung));
    const elsewhere = await runTask(alice, `echo ${name('elsewhere')} >> $HOME/ran; exit 4`, onAgent(other));
    expect((await untilTask(alice, elsewhere, 'failed')).exitCode).toBe(4);

    const began = performance.now();
    for (const path of ['/api/agents', '/api/cluster', '/api/tasks', `/api/tasks/${goesOn}`, '/api/roles'])
      expect([path, (await alice.get(path)).status]).toEqual([path, 200]);
    expect(performance.now() - began).toBeLessThan(10_000);

    await expect.poll(() => stateOf(hung), { timeout: 40_000 }).toBe('unreachable');
    expect(await stateOf(other)).toBe('active');
    expect((await untilTask(alice, goesOn, 'unreachable', 15)).reason.text).toContain(hung);
    const noticed = performance.now();
    expect((await alice.get(`/api/tasks/${goesOn}`)).status).toBe(200);
    expect((await alice.get(`/api/tasks/${goesOn}/log/stdout`)).status).toBeGreaterThanOrEqual(200);
    expect(performance.now() - noticed).toBeLessThan(3_000);
    const later = await runTask(alice, `echo ${name('later')} >> $HOME/ran`);
    expect((await untilTask(alice, later, 'finished')).agent).toBe(other);

    go();
    await untilTask(alice, goesOn, 'running', 30);
    expect((await untilTask(alice, ends, 'failed', 30)).exitCode).toBe(7);
    expect((await untilTask(alice, caught, 'failed', 30)).exitCode).toBe(3);
    expect(await stateOf(hung)).toBe('active');
    await alice.post(`/api/tasks/${goesOn}/kill`, { graceSeconds: 0 });
    await untilTask(alice, goesOn, 'killed');
    const mine = ['long', 'ends', 'caught', 'elsewhere', 'later'].map(name);
    expect(
      ran()
        .filter((line) => mine.includes(line))
        .sort(),
    ).toEqual(mine.toSorted());
    expect((await taskOf(alice, goesOn)).timeline.map(({ state }: { state: string }) => state)).toEqual([
      ...['queued', 'staging', 'starting', 'running', 'unreachable', 'running', 'killing', 'killed'],
    ]);
  },
  180_000,
);
