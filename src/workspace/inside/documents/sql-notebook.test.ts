import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resultMime } from '../../../engines/duckdb/result.ts';
import { NotebookClient } from '../testing/notebook-client.ts';
import { noPython, RealServer } from '../testing/real-server.ts';

const server = new RealServer();
beforeAll(async () => {
  await Promise.all([server.start(), server.startEngine()]);
});
afterAll(() => server.dispose());

function put(path: string, cells: { id: string; source: string; metadata: unknown }[]): void {
  const whole = cells.map((cell) => ({ ...cell, cell_type: 'code', outputs: [], execution_count: null }));
  writeFileSync(
    join(server.home, path),
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: whole }),
  );
}

interface Result {
  id: string;
  complete: boolean;
  rowCount: number;
}

function resultOf(page: NotebookClient, index: number): Result | undefined {
  const outputs = page.notebook.getCell(index).toJSON().outputs as { data?: Record<string, Result> }[];
  return outputs.map(({ data }) => data?.[resultMime]).find((found) => found !== undefined);
}

describe('SQL cells', () => {
  test('a result is shown, and its stored rows come from the reader', async () => {
    put('sql.ipynb', [
      { id: 'q', source: 'SELECT range AS n FROM range(1000)', metadata: { stoa: { kernel: 'sql' } } },
    ]);
    const page = await NotebookClient.open(server, 'sql.ipynb');
    await page.run(['q']);
    expect(page.cells.q).toMatchObject({ phase: 'done', kernel: 'sql' });
    const result = resultOf(page, 0);
    expect(result).toMatchObject({ rowCount: 1000, complete: true });
    const rows = await server.get(`/stoa/results/${result?.id}/rows?offset=990&limit=5`);
    expect(rows.status).toBe(200);
    expect(rows.json.rows).toEqual([[990], [991], [992], [993], [994]]);
    page.close();
  });

  test.skipIf(noPython() !== null)(
    'SQL and Python cells of one run-all run in their order, and share the result',
    async () => {
      put('both.ipynb', [
        { id: 'q', source: 'SELECT 20 AS a UNION ALL SELECT 22', metadata: { stoa: { kernel: 'sql', name: 'parts' } } },
        { id: 'p', source: 'print(int(parts["a"].sum()))', metadata: {} },
      ]);
      const page = await NotebookClient.open(server, 'both.ipynb');
      page.send({ type: 'run-all' });
      await page.until(() => page.cells.p?.phase === 'done' || page.cells.p?.phase === 'failed', 'both to run', 30_000);
      expect(page.outputText('p')).toBe('42\n');
      page.close();
    },
  );

  test.skipIf(noPython() !== null)(
    'a name given to a result after its run holds at once, and so does the next',
    async () => {
      put('named.ipynb', [
        { id: 'q', source: 'SELECT 42 AS a', metadata: { stoa: { kernel: 'sql' } } },
        { id: 'p', source: 'print(int(top["a"].sum()))', metadata: {} },
        { id: 'r', source: 'print(int(gipfel["a"].sum()))', metadata: {} },
      ]);
      const page = await NotebookClient.open(server, 'named.ipynb');
      await page.run(['q']);
      page.notebook.getCell(0).setMetadata('stoa', { kernel: 'sql', name: 'top' });
      await page.run(['p']);
      expect(page.outputText('p')).toBe('42\n');
      page.notebook.getCell(0).setMetadata('stoa', { kernel: 'sql', name: 'gipfel' });
      await page.run(['r']);
      expect(page.outputText('r')).toBe('42\n');
      page.close();
    },
  );

  test('when the engine dies the cell says so, and the next run finds the engine that was started again', async () => {
    put('dies.ipynb', [
      {
        id: 'long',
        source: 'SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c',
        metadata: { stoa: { kernel: 'sql' } },
      },
      { id: 'q', source: 'SELECT 42', metadata: { stoa: { kernel: 'sql' } } },
    ]);
    const page = await NotebookClient.open(server, 'dies.ipynb');
    page.send({ type: 'run', cells: ['long'] });
    await page.until(() => page.cells.long?.phase === 'running', 'it to run');
    await new Promise((resolve) => setTimeout(resolve, 300));
    server.engine?.kill('SIGKILL');
    await page.until(() => page.cells.long?.phase === 'failed', 'the death to be seen');
    expect(page.cells.long?.reason).toMatch(/SQL.*killed/);
    await server.startEngine();
    await page.run(['q']);
    expect(page.cells.q?.phase).toBe('done');
    page.close();
  });
});
