import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldersOf } from '../../src/processes/folders.ts';
import { agentClient } from '../../src/sandbox/index.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { enginesFolder, type Platform, startPlatform } from '../platform/start-platform.ts';
import { AccountChanges } from './storm/account-changes.ts';
import { halfFiles } from './storm/half-files.ts';
import { StormedNotebook } from './storm/notebook.ts';
import { strays } from './storm/process-tree.ts';
import { ResultReads, resultOf, storedRows } from './storm/result-reads.ts';
import { StormedUploads } from './storm/uploads.ts';
import { kill, type Victim, victimNames } from './storm/victims.ts';
import { pause, untilAnswered } from './until.ts';

/** `STOA_KILLS=100 npx vitest run --project failure test/failure/storm.test.ts` for the long form. */
const kills = Number(process.env.STOA_KILLS ?? victimNames.length);

let platform: Platform;
let admin: Client;
let alice: Client;
let uid = 0;
let python = false;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  uid = (await alice.get('/api/session')).body.account.uid;
  python = await untilPythonIsReady(admin);
  await startWorkspace(alice, 'alice');
});
afterAll(() => platform?.stop());

const notebookFile = () => join(platform.data, 'homes/alice/Storm.ipynb');

/** Everything answers again, the workspace never stopped, and nothing runs that nobody knows of. */
async function recovered(): Promise<void> {
  await untilAnswered('control', async () => ((await admin.get('/api/session')).status === 200 ? true : undefined));
  const shown = await untilAnswered('the workspace', async () => {
    const { status, body } = await alice.get('/api/workspaces/alice');
    return status === 200 ? body : undefined;
  });
  expect(shown.state).toBe('running');
  await untilAnswered('the workspace server', async () =>
    (await alice.get('/user/alice/api/kernels')).status === 200 ? true : undefined,
  );
  const agent = agentClient(foldersOf({ data: platform.data, engines: enginesFolder() }).agentSocket);
  let found: string[] = [];
  await untilAnswered('an end of what nobody knows of', async () => {
    found = strays(platform.data, await agent.list(), [uid]);
    return found.length === 0 ? true : undefined;
  }).catch(() => expect(found).toEqual([]));
}

async function strike(victim: Victim): Promise<void> {
  kill(victim, platform.data, uid);
  if (existsSync(notebookFile())) JSON.parse(readFileSync(notebookFile(), 'utf8'));
  if (platform.supervisor.exitCode !== null || platform.supervisor.signalCode !== null) await startAgain();
  else if (victim.startsWith('everything') || victim === 'supervisor') await startAgain();
  await recovered();
}

async function startAgain(): Promise<void> {
  platform = await startPlatform({ data: platform.data, port: platform.port });
}

test(`${kills} kills under a load of edits, runs, uploads and account changes: nothing acknowledged is lost or doubled`, async () => {
  const made = await alice.send('PUT', '/user/alice/api/contents/Storm.ipynb', {
    type: 'notebook',
    content: {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [{ id: 'shared', cell_type: 'markdown', metadata: {}, source: '' }],
    },
  });
  expect(made.status).toBe(201);
  const notebook = new StormedNotebook(alice, 'Storm.ipynb', python ? ['python3', 'sql'] : ['sql']);
  await notebook.open();
  await notebook.runOnce('sql', 'CREATE TEMP TABLE counted (token VARCHAR)');
  if (python) await notebook.runOnce('python3', 'counted = []');
  const uploads = new StormedUploads(alice, 'alice');
  const changes = new AccountChanges(admin);
  const stored = await notebook.runOnce('sql', 'SELECT i, i * i AS square FROM range(5000) AS t(i)');
  const reads = new ResultReads(alice, 'alice', resultOf(stored));
  const load = [notebook, uploads, changes, reads];
  for (const each of load) each.start();

  const rows: string[] = [];
  for (let round = 0; round < kills; round++) {
    await pause(200 + Math.random() * 900);
    const inTurn = round < victimNames.length;
    const victim = victimNames[inTurn ? round : Math.floor(Math.random() * victimNames.length)] ?? 'gateway';
    const began = performance.now();
    const closing = round % 3 === 2 ? notebook.replaceTabs() : Promise.resolve();
    await Promise.all([strike(victim), closing]);
    rows.push(`${victim}: ${Math.round(performance.now() - began)} ms`);
    if (kills > victimNames.length) console.log(`${round + 1} ${rows.at(-1)}`);
    for (const tab of notebook.tabs) tab.retry();
  }
  for (const each of load) await each.stop();
  console.log(
    `${rows.join('\n')}\n${notebook.saved.size} words saved, ${notebook.runs.length} runs, ` +
      `${uploads.complete.size} uploads, ${changes.accounts.length} accounts`,
  );
  await notebook.settled();
  expect(await notebook.faults(notebookFile())).toEqual([]);
  expect(notebook.saved.size).toBeGreaterThan(kills);
  await expectRuns(notebook);
  expect(await uploads.faults()).toEqual([]);
  expect(uploads.complete.size).toBeGreaterThan(0);
  expect(reads.reads).toBeGreaterThan(kills);
  expect(reads.wrong).toEqual([]);
  expect(await changes.faults()).toEqual([]);
  for (const each of notebook.tabs) each.close();
  await uploads.cancelUnknown();
  await untilAnswered('an end of half files', async () =>
    halfFiles(platform.data).length === 0 ? true : undefined,
  ).catch(() => expect(halfFiles(platform.data)).toEqual([]));
}, 3_600_000);

/** A run that was told to be done happened once; any other at most once. */
async function expectRuns(notebook: StormedNotebook): Promise<void> {
  const counted = {
    sql: await tokensInSql(notebook),
    python3: python ? await tokensInPython(notebook) : [],
  };
  for (const kernel of ['sql', 'python3'] as const) {
    const tokens = counted[kernel];
    expect(tokens.length, `${kernel} twice`).toBe(new Set(tokens).size);
    const done = notebook.runs.filter((run) => run.kernel === kernel && (run.phase === 'done' || run.phase === 'over'));
    expect(done.filter(({ token }) => !tokens.includes(token))).toEqual([]);
    if (kernel === 'sql' || python) expect(done.length).toBeGreaterThan(0);
  }
  const odd = notebook.runs.filter(({ phase }) => !['done', 'over', 'asked', 'lost'].includes(phase));
  expect(odd).toEqual([]);
}

async function tokensInSql(notebook: StormedNotebook): Promise<string[]> {
  const outputs = await notebook.runOnce('sql', 'SELECT token FROM counted');
  const rows = await storedRows(alice, 'alice', resultOf(outputs));
  return rows.map(([token]) => String(token));
}

async function tokensInPython(notebook: StormedNotebook): Promise<string[]> {
  const outputs = await notebook.runOnce('python3', 'print(",".join(counted))');
  const text = outputs
    .map((output) => (Array.isArray(output.text) ? output.text.join('') : String(output.text)))
    .join('');
  return text.trim().split(',');
}
