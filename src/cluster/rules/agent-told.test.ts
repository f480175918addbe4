import { expect, test } from 'vitest';
import type { TaskRecord } from '../tasks/task-record.ts';
import { afterTold } from './agent-told.ts';
import { notChecked } from './checked.ts';
import { unseen } from './task-life.ts';

const staged: TaskRecord = {
  ...{ id: 't', framework: 'f', frameworkTask: 't', name: 't', account: 'alice', role: 'everyone/alice' },
  ...{ priority: 'batch', command: ['true'], environment: {}, folder: null, constraints: [], fetch: [], labels: [] },
  resources: { milliCpus: 100, memory: 1, disk: 0, inodes: 0, bandwidth: 0, ports: 0 },
  ...{
    ports: [],
    health: null,
    healthy: null,
    check: null,
    checked: notChecked,
    graceMilliseconds: null,
    milliseconds: null,
    key: null,
    groups: [],
  },
  ...{ state: 'staging', reason: null, agent: 'a', requestedAt: 1, launchedAt: 1, startedAt: null, endedAt: null },
  ...{ exitCode: null, end: null, timeline: [], updates: [], version: 1 },
};
const states = (task: TaskRecord | undefined) => task?.timeline.map(({ state, at }) => [state, at]);

test('what has ended before anybody heard that it ran is told through each state that it had', () => {
  const after = afterTold(staged, { phase: 'ended', reason: 'crashed', exitCode: 7, startedAt: 5, at: 9, detail: '' });
  expect(states(after)).toEqual([
    ['starting', 5],
    ['running', 5],
    ['failed', 9],
  ]);
  expect(after).toMatchObject({ state: 'failed', startedAt: 5, endedAt: 9, exitCode: 7 });
});

test('what never ran, and what was to end anyway, is told its end alone', () => {
  const broken = { phase: 'failed', reason: 'start-failed', at: 9, detail: 'no' } as const;
  expect(states(afterTold(staged, broken))).toEqual([['error', 9]]);
  const ended = { phase: 'ended', reason: 'stopped', exitCode: 143, startedAt: 5, at: 9, detail: '' } as const;
  const killed = afterTold({ ...staged, end: { by: 'framework', graceSeconds: null } }, ended);
  expect(states(killed)).toEqual([['killed', 9]]);
});

test('what comes late or twice changes nothing', () => {
  const running = afterTold(staged, { phase: 'running', at: 3, detail: '' });
  expect(running && afterTold(running, { phase: 'starting', at: 2, detail: '' })).toBeUndefined();
  expect(running && afterTold(running, { phase: 'running', at: 4, detail: '' })).toBeUndefined();
});

test('a task whose agent was silent is where its agent says when it is back, and began when it began', () => {
  const running = afterTold(staged, { phase: 'running', at: 3, detail: '' }) ?? staged;
  const away = unseen(running, { at: 700 }) ?? running;
  expect(away).toMatchObject({ state: 'unreachable', startedAt: 3, endedAt: null });
  expect(unseen(away, { at: 800 })).toBeUndefined();
  const back = afterTold(away, { phase: 'running', at: 3, detail: '' });
  expect(back).toMatchObject({ state: 'running', startedAt: 3, reason: null });
  const ended = afterTold(away, { phase: 'ended', reason: 'crashed', exitCode: 7, startedAt: 3, at: 9, detail: '' });
  expect(ended).toMatchObject({ state: 'failed', exitCode: 7, startedAt: 3 });
  expect(unseen({ ...staged, state: 'finished' }, { at: 800 })).toBeUndefined();
});

test('what checks say is kept: since when it says so, and when it was told last', () => {
  const running = afterTold(staged, { phase: 'running', at: 3, detail: '' }) ?? staged;
  const well = afterTold(running, { phase: 'health', at: 5, detail: 'exit code 0', healthy: true }) ?? running;
  expect(well).toMatchObject({ healthy: true, checked: { health: { at: 5, since: 5, said: 'exit code 0' } } });
  expect(afterTold(well, { phase: 'running', at: 6, detail: '', healthy: true })).toBeUndefined();
  const ill = afterTold(well, { phase: 'health', at: 8, detail: 'no', healthy: false }) ?? well;
  const again = afterTold(ill, { phase: 'health', at: 9, detail: 'no', healthy: false }) ?? ill;
  expect(again).toMatchObject({ healthy: false, checked: { health: { at: 9, since: 8 } } });
  const checked = afterTold(again, { phase: 'check', at: 10, detail: '', check: { statusCode: 200 } }) ?? again;
  expect(checked.checked.check).toEqual({ at: 10, result: { statusCode: 200 } });
  expect(afterTold(checked, { phase: 'check', at: 11, detail: '', check: { statusCode: 200 } })).toBeUndefined();
});
