import { expect, test } from 'vitest';
import { agentCells } from './agent-cells.ts';
import { historyBands } from './history-bands.ts';
import { roleColours } from './role-colours.ts';
import { shareLine, wholeOf } from './share-line.ts';
import { usageLine } from './usage-line.ts';

const size = (cpus: number) => ({ cpus, memory: 0, disk: 0, inodes: 0, bandwidth: 0, ports: 0 });

test('a tile shows who has which part of an agent, and what is free', () => {
  const byRole = [
    { role: 'growth', resources: size(8) },
    { role: 'pricing', resources: size(4) },
  ];
  expect(agentCells({ total: size(16), byRole }, 'cpus', 8)).toEqual([0, 0, 0, 0, 1, 1, -1, -1]);
  expect(agentCells({ total: size(16), byRole: [] }, 'cpus', 4)).toEqual([-1, -1, -1, -1]);
  expect(agentCells({ total: size(0), byRole: [] }, 'cpus', 2)).toEqual([-1, -1]);
});

test('a share is drawn against guarantee, fair share and limit, all bars on one scale', () => {
  const role = { used: size(54), guarantee: { cpus: 48 }, limit: { cpus: 96 }, fairShare: 0.375 };
  const line = shareLine(role, 'cpus', 192);
  expect(line).toEqual({ used: 54, guarantee: 48, fair: 72, limit: 96 });
  expect(wholeOf([line], 192)).toBe(96);
  expect(wholeOf([{ ...line, limit: null }], 192)).toBe(90);
  expect(wholeOf([{ ...line, limit: null }], 80)).toBe(80);
  expect(wholeOf([], 0)).toBe(1);
});

test('groups keep their colours, each its own as long as there are enough; accounts have that of their group', () => {
  const colourOf = roleColours(['growth', 'growth/ada', 'pricing', 'research', 'ops']);
  const colours = ['growth', 'pricing', 'research', 'ops'].map(colourOf);
  expect(new Set(colours).size).toBe(4);
  expect(colourOf('growth/ada')).toBe(colours[0]);
  expect([colourOf(null), colourOf('unheard')]).toEqual(['var(--c8)', 'var(--c8)']);
  expect(roleColours(['growth'])('growth')).toBe(colours[0]);
});

test('the last day is stacked: each band begins where the one before ends', () => {
  const history = {
    ...{ stepMilliseconds: 60_000, times: [0, 60_000], total: { cpus: [10, 10], memory: [1, 1] } },
    roles: [
      { role: 'a', cpus: [5, 0], memory: [0, 0] },
      { role: null, cpus: [5, 10], memory: [0, 0] },
    ],
    ...{ measured: { cpus: [], memory: [] }, running: [1, 1], waiting: [0, 0], preempted: [0, 0] },
  };
  expect(historyBands(history, 'cpus', 100, 10)).toEqual([
    { role: 'a', path: 'M0,5L100,10L100,10L0,10Z' },
    { role: null, path: 'M0,0L100,0L100,10L0,5Z' },
  ]);
});

test('what was not measured is a gap in the line of what was used', () => {
  const sample = (at: number, cpus: number | null) => ({ at, cpus, memory: null, disk: null });
  const samples = [sample(0, 1), sample(10, null), sample(20, 2)];
  const { path, most } = usageLine({ samples, requested: size(2) }, 'cpus', 100, 10);
  expect(path).toBe('M0,5.2M100,0.5');
  expect(most).toBeCloseTo(2.1);
});
