import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NotebookClient } from '../../src/workspace/inside/testing/notebook-client.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { openNotebook, putNotebook } from '../platform/notebook.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const limit = 400 * 2 ** 20;
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('that the kernel kills for memory is not tried: control groups need root');

const eating = {
  python3: 'held = []\nwhile True: held.append(bytearray(2**24))',
  sql: "SET memory_limit = '64GB'; SET threads = 1; SELECT list(i::VARCHAR || repeat('x', 200)) FROM range(20_000_000) t(i)",
};

describe.skipIf(!isRoot)('a kernel that takes more memory than its workspace may have', () => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  let bob: Client;
  let page: NotebookClient;
  let ofBob: JupyterKernel;

  beforeAll(async () => {
    platform = await startPlatform({ settings: { 'workspace.memory': String(limit) } });
    admin = await signInAdmin(platform);
    [alice, bob] = await Promise.all([newPerson(admin, 'alice'), newPerson(admin, 'bob')]);
    await Promise.all([startWorkspace(alice, 'alice'), startWorkspace(bob, 'bob')]);
    ofBob = await JupyterKernel.start(bob, 'bob', 'sql');
    await ofBob.run('CREATE TEMP TABLE kept AS SELECT 42 AS answer');
    await putNotebook(alice, 'alice', 'eats.ipynb', []);
    page = await openNotebook(alice, 'alice', 'eats.ipynb');
  });
  afterAll(async () => {
    page?.close();
    await platform?.stop();
  });

  test.for(['python3', 'sql'] as const)(
    '%s: says that it was killed for memory, and nothing else suffers',
    async (kernel, context) => {
      if (kernel === 'python3' && !(await untilPythonIsReady(admin))) context.skip('python3 is missing');
      const task = (await alice.get('/api/workspaces/alice')).body.startedAt;
      const before = page.addCode(kernel === 'sql' ? 'SELECT 1' : 'x = 1; print(x)', kernel);
      const cell = page.addCode(eating[kernel], kernel);
      await page.saved();
      await page.run([before]);
      expect(page.cells[before]?.phase).toBe('done');
      const eats = page.run([cell], 90_000);
      const slow: number[] = [];
      for (let i = 0; i < 10; i++) {
        const begun = performance.now();
        expect(JSON.stringify((await ofBob.run('SELECT answer FROM kept')).data)).toContain('42');
        slow.push(performance.now() - begun);
      }
      await eats;
      const words = page.kernels.find((each) => each.name === kernel);
      expect(`${JSON.stringify(page.cells[cell])} ${JSON.stringify(words)} ${page.outputText(cell)}`).toMatch(
        /ran out of memory.*400 MiB/,
      );
      expect(Math.max(...slow)).toBeLessThan(2000);

      // The workspace is the same one, and its kernel is there again.
      const workspace = (await alice.get('/api/workspaces/alice')).body;
      expect(workspace).toMatchObject({ state: 'running', startedAt: task, failure: null });
      const after = page.addCode(kernel === 'sql' ? 'SELECT 6 * 7 AS again' : 'print(6 * 7)', kernel);
      await page.saved();
      await page.run([after], 60_000);
      expect(page.outputText(after)).toContain('42');
    },
  );
});
