import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { platformProcess, processesOf, processesWith } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** `STOA_KILLS=100 npx vitest run --project failure` for the long form. */
const kills = Number(process.env.STOA_KILLS ?? 8);
const victims = ['control', 'gateway', 'agent'] as const;

let platform: Platform;
let admin: Client;
let alice: Client;
let uid = 0;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  uid = (await alice.get('/api/session')).body.account.uid;
  await startWorkspace(alice, 'alice');
});
afterAll(() => platform?.stop());

/** Asks again while a process is being started again. What was refused or broken off is not acknowledged. */
async function untilAnswered<T>(ask: () => Promise<T | undefined>, milliseconds = 20_000): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error('no answer in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('each process killed at random moments under load: nothing acknowledged is lost or doubled, kernels keep their state', async () => {
  const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
  await kernel.run('CREATE TEMP TABLE kept AS SELECT 42 AS answer');
  kernel.close();
  const accounts: string[] = [];
  const files = new Map<string, string>();
  let going = true;

  const makeAccounts = async () => {
    for (let i = 0; going; i++) {
      const name = `person-${i}`;
      const answer = await admin
        .post('/api/accounts', { name, password: `password-of-${name}` })
        .catch(() => undefined);
      if (answer && answer.status < 300) accounts.push(name);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const writeFiles = async () => {
    for (let i = 0; going; i++) {
      const path = `kept-${i}.txt`;
      const text = `content ${i} `.repeat(1000);
      const answer = await fetch(`${platform.url}/user/alice/files/content?path=${path}&conflict=replace`, {
        method: 'PUT',
        headers: { cookie: alice.cookie, 'content-type': 'application/octet-stream', origin: platform.url },
        body: text,
      }).catch(() => undefined);
      await answer?.text();
      if (answer?.ok) files.set(path, text);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const load = Promise.all([makeAccounts(), writeFiles()]);
  for (let kill = 0; kill < kills; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 800));
    const all = kill % 4 === 3;
    const pids = (all ? victims : [victims[kill % 3] ?? 'control']).map((name) => platformProcess(platform.data, name));
    for (const pid of pids) if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await untilAnswered(async () => ((await admin.get('/api/session')).status === 200 ? true : undefined));
  }
  going = false;
  await load;

  const listed = await untilAnswered(async () => {
    const names: string[] = [];
    for (let after = ''; ; ) {
      const page = await admin.get(`/api/accounts?limit=500${after && `&after=${encodeURIComponent(after)}`}`);
      if (page.status !== 200) return undefined;
      names.push(...page.body.items.map((item: { name: string }) => item.name));
      if (page.body.next === null) return names;
      after = page.body.next;
    }
  });
  expect(new Set(listed).size).toBe(listed.length);
  expect(accounts.filter((name) => !listed.includes(name))).toEqual([]);
  expect(accounts.length).toBeGreaterThan(0);
  expect(files.size).toBeGreaterThan(0);

  for (const [path, text] of files) {
    const found = await untilAnswered(async () => {
      const answer = await fetch(`${platform.url}/user/alice/files/content?path=${path}`, {
        headers: { cookie: alice.cookie },
      });
      return answer.ok ? answer.text() : undefined;
    });
    expect(found).toBe(text);
  }

  const again = await untilAnswered(() => JupyterKernel.connect(alice, 'alice', kernel.id));
  const answer = await again.run('SELECT answer FROM kept');
  expect(answer.error).toBe('');
  expect(JSON.stringify(answer.data)).toContain('42');
  again.close();
}, 600_000);

test('the supervisor killed with everything else: the next start adopts the running workspace with its kernels', async () => {
  const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
  await kernel.run('CREATE TEMP TABLE survived AS SELECT 7 AS n');
  kernel.close();
  for (const name of ['up', ...victims]) {
    const pid = platformProcess(platform.data, name);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
  const before = processesOf(uid);
  expect(before.length).toBeGreaterThan(0);
  const next = await startPlatform({ data: platform.data, port: platform.port });
  platform = next;
  const person = await signIn(platform, 'alice', 'password-of-alice');
  expect((await person.get('/api/workspaces/alice')).body.state).toBe('running');
  const again = await untilAnswered(() => JupyterKernel.connect(person, 'alice', kernel.id));
  expect(JSON.stringify((await again.run('SELECT n FROM survived')).data)).toContain('7');
  again.close();
}, 120_000);

test('the workspace server killed alone is back within two seconds, with its kernels', async () => {
  const person = await signIn(platform, 'alice', 'password-of-alice');
  const kernel = await JupyterKernel.start(person, 'alice', 'sql');
  await kernel.run('CREATE TEMP TABLE mine AS SELECT 5 AS n');
  kernel.close();
  const servers = processesWith('inside/workspace.js').filter((pid) => processesOf(uid).includes(pid));
  for (const pid of servers) process.kill(pid, 'SIGKILL');
  const killed = performance.now();
  await untilAnswered(async () => ((await person.get('/user/alice/api/kernels')).status === 200 ? true : undefined));
  expect(performance.now() - killed).toBeLessThan(10_000);
  const again = await untilAnswered(() => JupyterKernel.connect(person, 'alice', kernel.id));
  expect(JSON.stringify((await again.run('SELECT n FROM mine')).data)).toContain('5');
  again.close();
}, 120_000);

test('nothing of a workspace runs after its stop', async () => {
  const person = await signIn(platform, 'alice', 'password-of-alice');
  expect((await person.post('/api/workspaces/alice/stop')).body.state).toBe('stopped');
  const left = processesWith('inside/workspace.js').concat(processesWith('inside/sql-kernel.js'));
  expect(left.filter((pid) => processesOf(uid).includes(pid))).toEqual([]);
}, 60_000);
