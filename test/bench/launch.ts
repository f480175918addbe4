import { resolve } from 'node:path';
import { startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { BenchPlatform, type Cell, cells, clickToResult, rightAnswer, stopWorkspace } from './bench-platform.ts';
import { compared, median, type Row, timed } from './figure.ts';
import { JupyterHub } from './jupyterhub.ts';
import type { Given, Part } from './part.ts';

const flights = resolve(import.meta.dirname, '../../node_modules/vega-datasets/data/flights-3m.parquet');
const theirPandas: Cell = { ...cells.pandas, code: cells.pandas.code.replace('samples/flights.parquet', flights) };

export const launch: Part = {
  name: 'launch',
  about: 'click to first result SQL Python pandas fresh account warm round trip cell',
  deadlineSeconds: 600,
  run: measure,
};

/** Ours and the peer take turns, so that what else the machine does hits both. */
async function measure(given: Given): Promise<readonly Row[]> {
  await using platform = await BenchPlatform.start(given.signal);
  await using hub = await JupyterHub.startIfPossible(given);
  const ours = new Samples();
  const theirs = new Samples();
  const rounds = given.small ? 1 : 5;
  for (let round = 0; round < rounds; round++) {
    const tenant = await platform.newTenant();
    const wanted: [string, Cell][] = [
      ['fresh', cells.sql],
      ['sql', cells.sql],
    ];
    if (platform.hasPython) {
      wanted.push(['python', cells.python], ['python again', cells.python]);
      wanted.push(['pandas', cells.pandas], ['pandas again', cells.pandas]);
    }
    for (const [name, cell] of wanted) {
      ours.add(name, await clickToResult(tenant, cell));
      if (name === 'pandas again') break;
      await stopWorkspace(tenant);
    }
    await startWorkspace(tenant.client, tenant.name);
    for (const { kernel, code, answer } of [{ ...cells.python, kernel: 'sql', code: 'SELECT 42' }, cells.python]) {
      if (kernel === 'python3' && !platform.hasPython) continue;
      const started = await JupyterKernel.start(tenant.client, tenant.name, kernel);
      for (const took of await roundTrips(started, { code, answer }, given.small)) ours.add(`warm ${kernel}`, took);
    }
    await stopWorkspace(tenant);
    if (!hub) continue;
    const user = await hub.newUser();
    for (const [name, cell] of [
      ['fresh', cells.python],
      ['python', cells.python],
      ['pandas', theirPandas],
    ] as const) {
      theirs.add(name, await hub.clickToResult(user, cell));
      if (name !== 'pandas') await hub.stopServer(user);
    }
    const started = await JupyterKernel.start(hub.client, user, 'python3');
    for (const took of await roundTrips(started, cells.python, given.small)) theirs.add('warm python3', took);
    await hub.stopServer(user);
  }
  const row = (figure: string, name: string, peer: string, under?: number) => {
    const value = ours.median(name);
    if (value === undefined) return [];
    return [
      compared({
        ...{ figure, unit: 'ms', ours: value, peer: theirs.median(peer) },
        ...(under === undefined ? {} : { goal: { under } }),
      }),
    ];
  };
  return [
    ...row('click to first SQL result, beside JupyterHub with Python', 'sql', 'python', 350),
    ...row('click to first Python result, beside JupyterHub', 'python', 'python', 500),
    ...row('click to first Python result, Python used before, beside JupyterHub', 'python again', 'python', 500),
    ...row('click to three million rows in pandas, beside JupyterHub', 'pandas', 'pandas', 1000),
    ...row('click to three million rows in pandas, used before, beside JupyterHub', 'pandas again', 'pandas', 1000),
    ...row('first click of a fresh account, SQL, beside JupyterHub with Python', 'fresh', 'fresh'),
    ...row('warm SQL cell, round trip, beside JupyterHub with Python', 'warm sql', 'warm python3', 5),
    ...row('warm Python cell, round trip, beside JupyterHub', 'warm python3', 'warm python3', 5),
  ];
}

class Samples {
  readonly #values = new Map<string, number[]>();

  add(name: string, value: number): void {
    this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
  }

  median(name: string): number | undefined {
    const values = this.#values.get(name);
    return values && median(values);
  }
}

async function roundTrips(kernel: JupyterKernel, cell: Omit<Cell, 'kernel'>, small: boolean): Promise<number[]> {
  try {
    for (let i = 0; i < 3; i++) await rightAnswer(kernel, cell);
    const took: number[] = [];
    for (let i = 0; i < (small ? 5 : 30); i++) took.push(await timed(() => rightAnswer(kernel, cell)));
    return took;
  } finally {
    kernel.close();
  }
}
