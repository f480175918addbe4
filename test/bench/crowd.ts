import { processesOf } from '../platform/processes.ts';
import {
  BenchPlatform,
  type Cell,
  cells,
  clickToResult,
  runInNewKernel,
  stopWorkspace,
  type Tenant,
} from './bench-platform.ts';
import { compared, type Row, timed } from './figure.ts';
import { JupyterHub } from './jupyterhub.ts';
import { memoryOf } from './memory-of.ts';
import type { Given, Part } from './part.ts';

export const crowd: Part = {
  name: 'crowd',
  about: '20 tenants clicking at once SQL Python failed memory of each tenant',
  deadlineSeconds: 600,
  run: measure,
};

/** The peer's crowd is left out when it takes longer. */
const peerMilliseconds = 120_000;

interface Rush {
  readonly seconds: number;
  readonly failed: number;
}

async function measure(given: Given): Promise<readonly Row[]> {
  const people = given.small ? 3 : 20;
  const { rows, pythonToo } = await ours(people, given);
  const theirs = pythonToo ? await peers(people, given) : undefined;
  return rows.map((row) => {
    const peer = theirs?.get(row.about);
    return compared({ ...row, peer });
  });
}

async function ours(people: number, { signal, say }: Given) {
  await using platform = await BenchPlatform.start(signal);
  const tenants: Tenant[] = [];
  for (let i = 0; i < people; i++) tenants.push(await platform.newTenant());
  const everyone = (cell: Cell) => rush(tenants, (tenant) => clickToResult(tenant, cell), say);
  // Who failed to start cannot be stopped, and is counted already.
  const stopAll = () => Promise.allSettled(tenants.map((tenant) => stopWorkspace(tenant)));
  const each = () => tenants.map(({ uid }) => memoryOf(processesOf(uid))).reduce((a, b) => a + b) / people;

  const fresh = await everyone(cells.sql);
  await stopAll();
  const sql = await everyone(cells.sql);
  const withSql = each();
  const seconds = (figure: string, about: string, ours: number, under?: number) => ({
    ...{ figure: `${people} tenants at once, ${figure}`, about, unit: 's', ours },
    ...(under === undefined ? {} : { goal: { under } }),
  });
  const failures = (figure: string, about: string, ours: number) => ({
    ...{ figure: `${people} tenants at once, ${figure}, failed`, about, unit: 'tenants', ours },
    goal: { none: 'none' },
  });
  const memory = (figure: string, about: string, ours: number, under?: number) => ({
    ...{ figure: `memory (PSS) of each of ${people} tenants, ${figure}`, about, unit: 'MiB', ours },
    ...(under === undefined ? {} : { goal: { under } }),
  });
  const rows = [
    seconds('SQL, fresh accounts', '', fresh.seconds),
    seconds('SQL', '', sql.seconds, 4),
    failures('SQL', '', sql.failed + fresh.failed),
    memory('a SQL kernel open', '', withSql),
  ];
  if (!platform.hasPython) {
    say('Python is missing: only SQL is measured');
    return { rows, pythonToo: false };
  }
  await stopAll();
  const python = await everyone(cells.python);
  rows.push(
    seconds('Python, beside JupyterHub', 'seconds', python.seconds, 7),
    failures('Python, beside JupyterHub', 'failed', python.failed),
  );
  rows.push(memory('a Python kernel open, beside JupyterHub', 'memory', each()));
  await rush(tenants, ({ client, name }) => timed(() => runInNewKernel(client, name, cells.sql)), say);
  rows.push(memory('a SQL and a Python kernel open, beside JupyterHub with Python', 'memory', each(), 100));
  return { rows, pythonToo: true };
}

async function peers(people: number, given: Given): Promise<ReadonlyMap<string, number> | undefined> {
  await using hub = await JupyterHub.startIfPossible(given);
  if (!hub) return undefined;
  const users: string[] = [];
  for (let i = 0; i < people; i++) users.push(await hub.newUser());
  const all = rush(users, (user) => hub.clickToResult(user, cells.python), given.say);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, peerMilliseconds, undefined);
  });
  const rushed = await Promise.race([all, tooLong]);
  clearTimeout(timer);
  if (rushed === undefined) {
    given.say(`JupyterHub is left out: ${people} users took longer than ${peerMilliseconds / 1000} s`);
    all.catch(() => undefined);
    return undefined;
  }
  const { servers, kernels } = hub.processes();
  return new Map([
    ['seconds', rushed.seconds],
    ['failed', rushed.failed],
    ['memory', memoryOf([...servers, ...kernels]) / people],
  ]);
}

/** Everybody clicks at the same moment; until the last one that does not fail has a result. */
async function rush<T>(people: readonly T[], click: (one: T) => Promise<number>, say: Given['say']): Promise<Rush> {
  const results = await Promise.allSettled(people.map(click));
  const failures = results.filter((result) => result.status === 'rejected');
  if (failures[0]) say(`failed, for one: ${failures[0].reason}`);
  const took = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const last = took.length === 0 ? Number.NaN : Math.max(...took);
  return { seconds: last / 1000, failed: failures.length };
}
