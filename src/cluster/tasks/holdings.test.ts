import { expect, test } from 'vitest';
import { placeRecord } from '../places/place-record.ts';
import { nothing, sum } from '../rules/resources.ts';
import { Holdings } from './holdings.ts';
import type { TaskRecord } from './task-record.ts';

function task(id: string, role: string, agent: string | null, milliCpus: number): TaskRecord {
  const resources = { ...nothing, milliCpus };
  return placeRecord({ id, name: id, account: 'a', role, priority: 'batch', resources, where: [] }, agent, 0);
}

test('sums follow each task from waiting to its place and to its end', () => {
  const holdings = new Holdings();
  holdings.set(task('one', 'growth/ada', null, 500));
  expect(holdings.inRole('growth')).toMatchObject({ running: 0, waiting: 1, resources: nothing });
  holdings.set(task('one', 'growth/ada', 'a1', 500));
  holdings.set(task('two', 'growth/bob', 'a1', 250));
  expect(holdings.onAgent('a1').resources.milliCpus).toBe(750);
  expect(holdings.onAgent('a1').groups.get('growth')?.milliCpus).toBe(750);
  expect(holdings.inRole('growth/ada').resources.milliCpus).toBe(500);
  expect([...holdings.waiting()]).toEqual([]);
  holdings.remove('one');
  holdings.remove('one');
  expect(holdings.whole).toMatchObject({ running: 1, waiting: 0, resources: { ...nothing, milliCpus: 250 } });
  holdings.remove('two');
  expect([holdings.onAgent('a1').running, holdings.groups()]).toEqual([0, []]);
});

test('sums are those of all tasks, whatever happened to them in whatever order', () => {
  const holdings = new Holdings();
  const now = new Map<string, TaskRecord>();
  let random = 7;
  const next = (below: number) => {
    random = (random * 48_271) % 2_147_483_647;
    return random % below;
  };
  for (let step = 0; step < 5000; step++) {
    const id = `t${next(200)}`;
    if (next(4) === 0) {
      now.delete(id);
      holdings.remove(id);
      continue;
    }
    const one = task(id, `g${next(3)}/a${next(5)}`, next(3) === 0 ? null : `agent${next(4)}`, 1 + next(1000));
    now.set(id, one);
    holdings.set(one);
  }
  const all = [...now.values()];
  for (let at = 0; at < 4; at++) {
    const here = all.filter(({ agent }) => agent === `agent${at}`);
    expect(holdings.onAgent(`agent${at}`).resources).toEqual(sum(here.map(({ resources }) => resources)));
    expect([...holdings.onAgent(`agent${at}`).tasks.keys()].sort()).toEqual(here.map(({ id }) => id).sort());
  }
  for (let at = 0; at < 3; at++) {
    const below = all.filter(({ role }) => role.startsWith(`g${at}/`));
    const placed = below.filter(({ agent }) => agent !== null);
    expect(holdings.inRole(`g${at}`)).toMatchObject({
      resources: sum(placed.map(({ resources }) => resources)),
      running: placed.length,
      waiting: below.length - placed.length,
    });
  }
});
