import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotebookClient } from '../testing/notebook-client.ts';
import { noPython, RealServer } from '../testing/real-server.ts';

const groups = mkdtempSync(join(tmpdir(), 'stoa-groups-'));
const ada = new RealServer();
const bob = new RealServer();

beforeAll(async () => {
  mkdirSync(join(groups, 'growth'));
  for (const [server, name] of [
    [ada, 'ada'],
    [bob, 'bob'],
  ] as const) {
    server.env = { STOA_GROUPS: groups, STOA_ACCOUNT: name, STOA_BASE_URL: '/user/ada' };
    await server.start();
  }
});
afterAll(async () => {
  await Promise.all([ada.dispose(), bob.dispose()]);
  rmSync(groups, { recursive: true, force: true });
});

function put(name: string): string {
  const cells = [{ id: 'a', cell_type: 'code', source: 'first', metadata: {}, outputs: [], execution_count: null }];
  writeFileSync(join(groups, 'growth', name), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  return `groups/growth/${name}`;
}

describe('a notebook in a group’s folder', () => {
  test.skipIf(noPython() !== null)(
    'who asks for it waits for the cell that runs, of which both are told',
    async () => {
      const path = put('busy.ipynb');
      const writer = await NotebookClient.open(ada, path);
      writer.notebook.getCell(0).setSource('import time; time.sleep(4); print("done")');
      writer.notebook.setMetadata('kernelspec', { name: 'python3', display_name: 'Python 3' });
      await writer.saved();
      writer.send({ type: 'run', cells: ['a'] });
      await writer.until(() => writer.cells.a?.phase === 'running', 'the cell to run', 30_000);
      const reader = await NotebookClient.open(bob, path);
      reader.send({ type: 'take-over' });
      await writer.until(
        () => writer.messages.some((message) => message.type === 'access' && message.askedBy === 'bob'),
        'being asked',
      );
      expect(writer.cells.a?.phase).toBe('running');
      await reader.until(
        () => reader.messages.some((message) => message.type === 'access' && !message.readOnly),
        'the lease',
        20_000,
      );
      await reader.until(() => reader.outputText('a') === 'done\n', 'the output');
      writer.close();
      reader.close();
    },
    60_000,
  );

  test('is written by one workspace, read live by the others, and may be taken over', async () => {
    const path = put('shared.ipynb');
    const writer = await NotebookClient.open(ada, path);
    expect(writer.hello).toMatchObject({ readOnly: false, holder: null });
    const reader = await NotebookClient.open(bob, path);
    expect(reader.hello).toMatchObject({
      readOnly: true,
      readOnlyReason: 'held-elsewhere',
      holder: 'ada',
      mayTakeOver: true,
    });
    expect(reader.hello?.historyId).toBe(writer.hello?.historyId);
    writer.notebook.getCell(0).setSource('typed by ada');
    await reader.until(() => reader.notebook.getCell(0).getSource() === 'typed by ada', 'the edit to be seen');

    reader.send({ type: 'take-over' });
    await reader.until(
      () => reader.messages.some((message) => message.type === 'access' && !message.readOnly),
      'the lease',
    );
    await writer.until(
      () => writer.messages.some((message) => message.type === 'access' && message.readOnly),
      'being told',
    );
    reader.notebook.getCell(0).setSource('typed by bob');
    await reader.saved();
    await writer.until(() => writer.notebook.getCell(0).getSource() === 'typed by bob', 'the other edit');
    reader.send({ type: 'save', requestId: 's' });
    await reader.until(
      () => reader.messages.some((message) => message.type === 'written' && message.requestId === 's'),
      'the file',
    );
    expect(readFileSync(join(groups, 'growth/shared.ipynb'), 'utf8')).toContain('typed by bob');
    writer.close();
    reader.close();
  });

  test('a writer that was killed is followed by a reader, with everything that it had acknowledged', async () => {
    const path = put('killed.ipynb');
    const writer = await NotebookClient.open(ada, path);
    const reader = await NotebookClient.open(bob, path);
    writer.notebook.getCell(0).setSource('acknowledged');
    await writer.saved();
    await ada.kill('SIGKILL');
    writer.close();
    await reader.until(
      () => reader.messages.some((message) => message.type === 'access' && !message.readOnly),
      'the lease to run out',
      40_000,
    );
    expect(reader.notebook.getCell(0).getSource()).toBe('acknowledged');
    expect(reader.cellIds()).toEqual(['a']);
    reader.close();
    await ada.start();
  }, 60_000);

  test('its journal can be read and written by the group', async () => {
    const path = put('modes.ipynb');
    const page = await NotebookClient.open(ada, path);
    const folder = join(groups, 'growth/.stoa/documents');
    expect(statSync(folder).mode & 0o7777).toBe(0o2770);
    page.close();
  });
});
