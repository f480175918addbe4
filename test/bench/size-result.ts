import { type ResultOutput, resultMime } from '../../src/engines/duckdb/result.ts';
import { startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { BenchPlatform, type Tenant } from './bench-platform.ts';
import { compared, median, type Row, timed } from './figure.ts';
import type { Given, Part } from './part.ts';

export const sizeResult: Part = {
  name: 'size result',
  about: 'result of 10 million rows made, windows read, sorted',
  deadlineSeconds: 180,
  run: measure,
};

const windowRows = 200;

async function measure({ signal, small }: Given): Promise<readonly Row[]> {
  await using bench = await BenchPlatform.start(signal);
  const rows = small ? 200_000 : 10_000_000;
  const tenant = await bench.newTenant();
  await startWorkspace(tenant.client, tenant.name);
  const kernel = await JupyterKernel.start(tenant.client, tenant.name, 'sql');
  let id = '';
  const made = await timed(async () => {
    const query = `SELECT i AS id, i * 7 % 1000 AS k, hash(i) / 1e19 AS x, 'name' || (i % 5000) AS s FROM range(${rows}) t(i)`;
    const { error, data } = await kernel.run(query);
    const result = data
      .map((bundle) => bundle[resultMime] as ResultOutput | undefined)
      .findLast((one) => one?.complete);
    if (result?.rowCount !== rows) throw new Error(`the result has ${result?.rowCount} rows, not ${rows}: ${error}`);
    id = result.id;
  });
  kernel.close();
  const read = (offset: number, sort = '') => readWindow(tenant, { id, offset, sort });
  const first = await timed(() => read(0));
  const windows: number[] = [];
  // Steps that land everywhere in the result, the same in each run.
  for (let i = 1; i <= 50; i++) windows.push(await timed(() => read((i * 6_180_339) % (rows - windowRows))));
  const sortedFirst = await timed(() => read(rows / 2, '1:desc,0:asc'));
  const sorted: number[] = [];
  for (let i = 1; i <= 10; i++)
    sorted.push(await timed(() => read((i * 6_180_339) % (rows - windowRows), '1:desc,0:asc')));
  const what = `result of ${rows} rows`;
  return [
    compared({ figure: `${what}, made by a SQL cell`, unit: 'ms', ours: made }),
    compared({ figure: `${what}, the first window, its reader started`, unit: 'ms', ours: first }),
    compared({ figure: `${what}, a window of ${windowRows} anywhere`, unit: 'ms', ours: median(windows) }),
    compared({ figure: `${what}, the slowest of 50 windows`, unit: 'ms', ours: Math.max(...windows) }),
    compared({ figure: `${what}, sorted, the first window`, unit: 'ms', ours: sortedFirst }),
    compared({ figure: `${what}, sorted, a window anywhere`, unit: 'ms', ours: median(sorted) }),
  ];
}

async function readWindow(
  { name, client }: Tenant,
  { id, offset, sort }: { id: string; offset: number; sort: string },
): Promise<void> {
  const query = new URLSearchParams({ offset: String(offset), limit: String(windowRows), ...(sort && { sort }) });
  const { status, body } = await client.get(`/user/${name}/stoa/results/${id}/rows?${query}`);
  if (status !== 200 || body.rows.length !== windowRows)
    throw new Error(`a window was not read: ${status} ${JSON.stringify(body).slice(0, 300)}`);
  if (sort === '' && Number(body.rows[0][0]) !== offset) throw new Error(`row ${offset} is ${body.rows[0]}`);
}
