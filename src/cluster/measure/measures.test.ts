import { expect, test } from 'vitest';
import { Measures } from './measures.ts';
import { UsageHistory } from './usage-history.ts';

const sample = (at: number, cpuSeconds: number, memoryBytes: number, memoryPeakBytes = memoryBytes) => ({
  ...{ at, cpuSeconds, memoryBytes, memoryPeakBytes, processes: 1 },
});

test('cores are what was used between two looks, memory is what was there, and the peak stays', () => {
  const measures = new Measures();
  measures.hear('local', { t: sample(0, 1, 100) });
  expect(measures.latest('t')).toMatchObject({ cpus: null, memory: 100 });
  measures.hear('local', { t: sample(5000, 11, 300, 900) });
  measures.hear('local', { t: sample(10_000, 12, 200) });
  expect(measures.latest('t')).toEqual({ at: 10_000, cpus: 0.2, memory: 200, disk: null });
  expect(measures.of('t')).toMatchObject({ peak: { cpus: 2, memory: 900 }, firstAt: 0, lastAt: 10_000 });
});

test('a task that ended uses nothing more, but what it used is known', () => {
  const measures = new Measures();
  measures.hear('local', { a: sample(0, 0, 100), b: sample(0, 0, 50) });
  measures.hear('local', { a: sample(1000, 1, 100), b: sample(1000, 0.5, 50) });
  expect(measures.sum(['a', 'b'])).toMatchObject({ cpus: 1.5, memory: 150 });
  measures.hear('local', { b: sample(2000, 1, 50) });
  expect(measures.latest('a')).toBeNull();
  expect(measures.sum(['a', 'b'])).toMatchObject({ cpus: 0.5, memory: 50 });
  expect(measures.of('a')?.history.samples.samples).toHaveLength(2);
  expect(measures.sum([])).toBeNull();
});

test('a long life is kept in no more than 300 samples, and no peak of memory is lost', () => {
  const history = new UsageHistory();
  for (let at = 0; at < 5000; at++) history.add({ at, cpus: at % 2, memory: at === 1234 ? 999 : 1, disk: null });
  const { samples, each } = history.samples;
  expect(samples.length).toBeGreaterThan(150);
  expect(samples.length).toBeLessThanOrEqual(300);
  expect(each).toBe(32);
  expect(Math.max(...samples.map(({ memory }) => memory ?? 0))).toBe(999);
  expect(samples.at(-1)).toMatchObject({ cpus: 0.5 });
  expect(samples.every(({ at }, index) => index === 0 || at > (samples[index - 1]?.at ?? 0))).toBe(true);
});

test('of a task that runs long what was measured outlives control, and goes on where it was', () => {
  const measures = new Measures();
  const look = (into: Measures, from: number, to: number) => {
    for (let at = from; at <= to; at += 5000) into.hear('local', { long: sample(at, at / 1000, 100 + at / 1e6) });
  };
  measures.hear('local', { short: sample(0, 0, 1) });
  look(measures, 0, 295_000);
  expect(measures.due()).toEqual([]);
  look(measures, 300_000, 310_000);
  const due = measures.due();
  expect(due.map(([id]) => id)).toEqual(['long']);
  expect(measures.due()).toEqual([]);
  const next = new Measures();
  next.load(JSON.parse(JSON.stringify(due)));
  expect(next.latest('long')).toBeNull();
  look(next, 400_000, 405_000);
  const { history, firstAt, lastAt } = next.of('long') ?? {};
  expect([firstAt, lastAt, history?.samples.samples.length]).toEqual([0, 405_000, 65]);
  expect(next.latest('long')?.cpus).toBeCloseTo(1);
});
