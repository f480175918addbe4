import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

const small = { body: Buffer.alloc(10) };

/** How many of so many calls at one moment are let through, however late. */
async function through(pace: Pace, account: string, calls: number, body = small): Promise<number> {
  const all = await Promise.allSettled(Array.from({ length: calls }, () => pace.turn(account, body)));
  return all.filter(({ status }) => status === 'fulfilled').length;
}

test('a second’s calls go at once, those of the next wait for their turn, and more are refused', async () => {
  let now = 5_000;
  const pace = new Pace(100, () => now);
  const began = performance.now();
  expect(await through(pace, 'mallory', 1_000)).toBe(201);
  expect(performance.now() - began).toBeGreaterThan(900);
  await expect(pace.turn('mallory', small)).rejects.toMatchObject({
    status: 429,
    message: expect.stringContaining('cluster.calls-per-second'),
    headers: { 'retry-after': '2' },
  });
  now += 1_000;
  expect(await through(pace, 'mallory', 1_000)).toBe(100);
});

test('others have a pace of their own', async () => {
  const pace = new Pace(100, () => 0);
  await through(pace, 'mallory', 1_000);
  const began = performance.now();
  expect(await through(pace, 'alice', 100)).toBe(100);
  expect(performance.now() - began).toBeLessThan(500);
});

test('a long call counts as several', async () => {
  const pace = new Pace(100, () => 0);
  expect(await through(pace, 'mallory', 100, { body: Buffer.alloc(1_000_000) })).toBeLessThan(5);
});
