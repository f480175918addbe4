import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { codeCell, openNotebook, putNotebook, until } from '../platform/notebook.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** Long enough for a kernel to start, short enough for a test; the platform looks every quarter of it. */
const stopSeconds = 12;
const warnSeconds = 6;

let platform: Platform;
let admin: Client;

beforeAll(async () => {
  platform = await startPlatform({
    settings: {
      'workspace.idle-stop-minutes': String(stopSeconds / 60),
      'workspace.idle-warn-minutes': String(warnSeconds / 60),
    },
  });
  admin = await signInAdmin(platform);
});
afterAll(() => platform.stop());

const names = ['ann', 'ben', 'cat'] as const;

async function shown(client: Client, name: string) {
  return (await client.get(`/api/workspaces/${name}`)).body;
}

test.concurrent('a workspace stops when it is idle, not while a cell or a program runs or somebody is at a page, and comes back as it was', async (context) => {
  if (!(await untilPythonIsReady(admin))) context.skip('python3 is missing');
  const people = await Promise.all(names.map(async (name) => ({ name, client: await newPerson(admin, name) })));
  await Promise.all(people.map(({ name, client }) => startWorkspace(client, name)));
  const [ann, ben, cat] = people.map(({ client }) => client);
  if (!ann || !ben || !cat) throw new Error('three people');

  // A cell goes on after its page was closed; so does a program in a terminal. The third only looks.
  const cells = [
    codeCell(
      'sleeps',
      `import time\nfor second in range(${stopSeconds * 2}): time.sleep(1)\nprint("slept to the end")`,
    ),
    codeCell('counts', "SELECT count(*) AS flights FROM 'samples/flights.parquet'", 'sql'),
  ];
  await putNotebook(ann, 'ann', 'long.ipynb', cells);
  const page = await openNotebook(ann, 'ann', 'long.ipynb');
  await page.run(['counts']);
  page.send({ type: 'run', cells: ['sleeps'] });
  await page.until(() => page.cells.sleeps?.phase === 'running', 'the cell to run', 60_000);
  const shell = await Shell.open(ben, 'ben');
  shell.type(`sleep ${stopSeconds * 2}\r`);
  const looking = await openNotebook(cat, 'cat', 'Welcome.ipynb');
  await until('the program to run', 10_000, async () => {
    const { busyReasons } = (await ben.get('/user/ben/stoa/status')).body;
    return busyReasons.some((reason: { kind: string }) => reason.kind === 'terminal');
  });
  page.close();
  shell.close();

  const end = performance.now() + (stopSeconds + stopSeconds / 2) * 1000;
  while (performance.now() < end) {
    for (const { name, client } of people)
      expect(await shown(client, name), name).toMatchObject({ state: 'running', idleStopAt: null });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }

  looking.close();
  await Promise.all(
    people.map(async ({ name, client }) => {
      let warnedAt = 0;
      await until(`the warning of ${name}`, 60_000, async () => {
        const { idleStopAt } = await shown(client, name);
        warnedAt = idleStopAt ?? 0;
        return idleStopAt !== null;
      });
      expect(warnedAt).toBeGreaterThan(Date.now());
      await until(`the stop of ${name}`, 60_000, async () => (await shown(client, name)).state === 'stopped');
      expect(Date.now()).toBeGreaterThanOrEqual(warnedAt);
      expect((await shown(client, name)).stopReason).toMatchObject({ code: 'idle', parameters: { minutes: 1 } });
    }),
  );

  await startWorkspace(ann, 'ann');
  const back = await openNotebook(ann, 'ann', 'long.ipynb');
  expect(back.cellIds()).toEqual(['sleeps', 'counts']);
  expect(back.outputText('sleeps')).toBe('slept to the end\n');
  expect(back.outputText('counts')).toContain('3000000');
  await back.run(['counts'], 60_000);
  expect(back.outputText('counts')).toContain('3000000');
  back.close();
}, 240_000);

test.concurrent('who keeps a workspace that is about to stop has it for the while again', async () => {
  const dan = await newPerson(admin, 'dan');
  await startWorkspace(dan, 'dan');
  await until('the warning', 60_000, async () => (await shown(dan, 'dan')).idleStopAt !== null);
  const before = (await shown(dan, 'dan')).idleStopAt;
  expect((await dan.post('/api/workspaces/dan/keep')).body).toMatchObject({ state: 'running', idleStopAt: null });
  await until('the next warning', 60_000, async () => (await shown(dan, 'dan')).idleStopAt !== null);
  expect((await shown(dan, 'dan')).idleStopAt).toBeGreaterThan(before + (stopSeconds - warnSeconds) * 1000 - 4_000);
  await dan.post('/api/workspaces/dan/stop');
}, 120_000);
