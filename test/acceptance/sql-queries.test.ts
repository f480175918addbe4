import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** SQL through the whole platform: what is stopped, what runs beside each other, what is kept, what is completed. */

let platform: Platform;
let alice: Client;

beforeAll(async () => {
  platform = await startPlatform();
  alice = await newPerson(await signInAdmin(platform), 'alice');
  await startWorkspace(alice, 'alice');
});
afterAll(() => platform?.stop());

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const endless = 'SELECT sum(hash(a.range, b.range)) FROM range(1000000) a, range(1000000) b';

test('a query is stopped when asked: a cross join, a huge sort, a huge aggregate, a scan of a large CSV file', async () => {
  const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
  const csv = "COPY (SELECT range AS n, hash(range) AS h, repeat('x', 60) AS pad FROM range(4000000)) TO 'big.csv'";
  expect(await kernel.run(csv)).toMatchObject({ error: '' });
  const queries = [
    endless,
    'SELECT hash(range) AS h, range FROM range(400000000) ORDER BY h',
    'SELECT hash(range) AS h, count(*), list(range) FROM range(400000000) GROUP BY h',
    "SELECT max(upper(h::VARCHAR || pad)) FROM read_csv([ 'big.csv', 'big.csv', 'big.csv', 'big.csv', 'big.csv', 'big.csv', 'big.csv', 'big.csv', 'big.csv', 'big.csv' ], all_varchar = true)",
  ];
  for (const query of queries) {
    const running = kernel.begin(query, 120_000);
    await running.begun;
    await wait(1_500);
    const before = performance.now();
    expect((await alice.post(`/user/alice/api/kernels/${kernel.id}/interrupt`)).status).toBe(204);
    const stopped = await running.finished;
    const took = performance.now() - before;
    expect(stopped.error, query).toContain('The query was stopped.');
    // A quiet machine takes a tenth of that.
    expect(took, query).toBeLessThan(5_000);
    expect(await kernel.run('SELECT 1 AS one'), query).toMatchObject({ error: '' });
  }
  kernel.close();
});

test('two notebooks query at once; each has its own temp tables, both see the tables of the home', async () => {
  const one = await JupyterKernel.ofNotebook(alice, 'alice', 'one.ipynb', 'sql');
  const other = await JupyterKernel.ofNotebook(alice, 'alice', 'other.ipynb', 'sql');
  await one.run('CREATE TABLE shared AS SELECT 7 AS x; CREATE TEMP TABLE own AS SELECT 1 AS x');
  const long = one.begin(endless, 120_000);
  await long.begun;
  const asked = await other.run('SELECT x * 6 AS answer FROM shared');
  expect(asked.error).toBe('');
  expect(JSON.stringify(asked.data)).toContain('42');
  expect((await other.run('FROM own')).error).toContain('own');
  await alice.post(`/user/alice/api/kernels/${one.id}/interrupt`);
  // So it ran all the while.
  expect((await long.finished).error).toContain('stopped');
  one.close();
  other.close();
});

test('tables, columns and files are completed', async () => {
  const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
  await kernel.run('CREATE TABLE harvests (orchard VARCHAR, "kilos picked" INTEGER)');
  const matches = async (code: string) => (await kernel.complete(code)).matches;
  expect(await matches('SELECT * FROM harv')).toContain('harvests');
  expect(await matches('SELECT orch')).toContain('orchard');
  expect(await matches('SELECT kil')).toContain('"kilos picked"');
  expect(await matches("FROM 'samp")).toContain('samples/');
  expect(await matches("FROM 'samples/fl")).toContain('samples/flights.parquet');
  expect((await kernel.complete("SELECT  FROM 'samples/flights.parquet'", 7)).matches).toContain('origin');
  // The last result is a table too.
  await kernel.run('SELECT 6 AS apples');
  expect(await matches('FROM _s')).toContain('_sql');
  expect(await matches('FROM _sql SELECT app')).toContain('apples');
  expect(JSON.stringify((await kernel.run('SELECT apples * 7 AS answer FROM _sql')).data)).toContain('42');
  kernel.close();
});

test('the command line prints a result as a table, as CSV or as lines of JSON, with every row and exact values', async () => {
  const shell = await Shell.open(alice, 'alice');
  const sql = `SELECT i, i * 10000000000000000000::HUGEINT AS h, if(i = 1, NULL, 'a,"b') AS t FROM range(3000) r(i) ORDER BY i`;
  await shell.run(`cat > q.sql <<'SQL'\n${sql}\nSQL`);
  const query = (format: string) => shell.run(`stoa query "$(cat q.sql)" ${format}`);
  const csv = (await query('--format csv')).split('\n');
  expect(csv).toHaveLength(3001);
  expect(csv.slice(0, 3)).toEqual(['i,h,t', '0,0,"a,""b"', '1,10000000000000000000,']);
  const lines = (await query('--format json | tail -1')).split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ i: 2999, t: 'a,"b' }]);
  expect(lines[0]).toContain('29990000000000000000000');
  const table = await query('');
  expect(table).toContain('h');
  expect(table.split('\n').length).toBeLessThan(1_000);
  expect(await query('--format csv --output x.csv; echo $?')).toMatch(/cannot be used with[\s\S]*[1-9]$/);
  expect(await query('--format xml; echo $?')).toMatch(/Allowed choices are table, csv, json[\s\S]*[1-9]$/);
  shell.close();
}, 60_000);

test('tables made in SQL outlive a stop of the workspace', async () => {
  const before = await JupyterKernel.start(alice, 'alice', 'sql');
  await before.run(
    'CREATE TABLE kept AS SELECT range AS n FROM range(100000); CREATE TEMP TABLE lost AS SELECT 1 AS n',
  );
  before.close();
  expect((await alice.post('/api/workspaces/alice/stop?wait=true')).status).toBeLessThan(300);
  await startWorkspace(alice, 'alice');
  const after = await JupyterKernel.start(alice, 'alice', 'sql');
  const counted = await after.run('SELECT count(*) AS n, sum(n) AS total FROM kept');
  expect(counted.error).toBe('');
  expect(JSON.stringify(counted.data)).toContain('4999950000');
  expect((await after.run('FROM lost')).error).toContain('lost');
  after.close();
});
