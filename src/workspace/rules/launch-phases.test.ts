import { expect, test } from 'vitest';
import { enterPhase, failPhase, notLaunched, showPhases } from './launch-phases.ts';

test('phases are done, active and waiting in order, each with its own time', () => {
  const launch = enterPhase(enterPhase(notLaunched, 'home', 100), 'sandbox', 130);
  expect(showPhases(launch, 180).map(({ name, state, milliseconds }) => [name, state, milliseconds])).toEqual([
    ['home', 'done', 30],
    ['sandbox', 'active', 50],
    ['server', 'waiting', 0],
    ['ready', 'waiting', 0],
  ]);
});

test('ready ends the launch', () => {
  const launch = enterPhase(enterPhase(notLaunched, 'server', 0), 'ready', 20);
  expect(launch.active).toBeUndefined();
  expect(showPhases(launch, 99).at(-1)?.state).toBe('done');
});

test('a failure marks the phase in which it happened, and time stops there', () => {
  const launch = failPhase(enterPhase(enterPhase(notLaunched, 'home', 0), 'sandbox', 10), 60);
  const sandbox = showPhases(launch, 1_000)[1];
  expect(sandbox).toMatchObject({ name: 'sandbox', state: 'failed', milliseconds: 50 });
});
