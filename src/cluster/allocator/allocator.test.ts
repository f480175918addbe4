import { expect, test } from 'vitest';
import { defaultPlanSettings } from '../rules/plan/settings.ts';
import { nothing, type Resources } from '../rules/resources.ts';
import { type Allocator, startAllocator } from './allocator.ts';
import type { Change, Decision } from './messages.ts';
import { monotonic } from './monotonic.ts';

const cores = (count: number): Resources => ({ ...nothing, milliCpus: count * 1000 });
const role = (path: string, limit: Partial<Resources> = {}) => ({
  ...{ path, weight: 1, guarantee: {}, limit, highestClass: 'service' as const },
});
const common = { framework: 'f', application: 'f', priority: 'batch' as const };

/** Agents of 8 cores that `a` fills but for one core each; `b` may have nothing, and wants. */
function large(agents: number): Change[] {
  const changes: Change[] = [
    { type: 'role', role: role('a') },
    { type: 'role', role: role('b', { milliCpus: 0 }) },
    { type: 'role', role: role('c') },
  ];
  for (let n = 0; n < agents; n++) {
    const id = `agent-${n}`;
    const agent = { id, total: cores(8), attributes: new Map(), state: 'active' as const, reserved: [] };
    changes.push({ type: 'agent', agent });
    for (let m = 0; m < 7; m++) {
      const task = { ...common, id: `task-${n}-${m}`, agent: id, role: 'a', resources: cores(1) };
      changes.push({ type: 'task', task: { ...task, startedAt: n, endsBy: null, ending: false } });
    }
  }
  changes.push(wants('held-back', 'b', 5));
  return changes;
}

function wants(id: string, by: string, count: number): Change {
  const need = { ...common, id, role: by, need: cores(1), count, milliseconds: null };
  return { type: 'demand', demand: { ...need, where: [], declined: new Set(), since: monotonic() } };
}

function started(heard: (decision: Decision) => void): Allocator {
  return startAllocator(
    { settings: defaultPlanSettings, cycleEvery: 10, reportEvery: 60_000 },
    {
      decision: heard,
      report: () => {},
      failed: (error) => {
        throw error;
      },
    },
  );
}

test('while the effect of a change is looked at, others are placed; too many at once are turned away', async () => {
  const placed = new Map<string, number>();
  const allocator = started((decision) => {
    for (const { demand } of decision.placed) placed.set(demand, monotonic());
  });
  try {
    allocator.change(...large(3000));
    allocator.change(wants('first', 'c', 1));
    await expect.poll(() => placed.has('first'), { timeout: 20_000, interval: 1 }).toBe(true);
    let answered = Number.POSITIVE_INFINITY;
    const outlooks = allocator.foresee([[], [role('b')]], 90_000).finally(() => {
      answered = monotonic();
    });
    for (let n = 0; n < 5; n++) {
      const id = `meanwhile-${n}`;
      allocator.change(wants(id, 'c', 1));
      await expect.poll(() => placed.has(id), { timeout: 10_000, interval: 1 }).toBe(true);
    }
    expect(placed.get('meanwhile-4')).toBeLessThan(answered);
    const more = Array.from({ length: 6 }, () => allocator.foresee([[]], 1000));
    const [before, after] = (await outlooks) ?? [];
    expect(before?.starts).toEqual([]);
    expect(after?.starts).toMatchObject([{ demand: 'held-back', role: 'b', tasks: 5 }]);
    const answers = await Promise.all(more);
    expect(answers.filter((answer) => answer === null)).toHaveLength(2);
    // Nothing of it was done.
    expect(placed.has('held-back')).toBe(false);
  } finally {
    await allocator.close();
  }
}, 60_000);

test('what ran on an agent that is not there any more, or never was, takes no room and stops nobody', async () => {
  const placed = new Map<string, string>();
  const allocator = started((decision) => {
    for (const { demand, agent } of decision.placed) placed.set(demand, agent);
  });
  try {
    allocator.change(...large(2), { type: 'no-agent', agent: 'agent-0' });
    for (const agent of ['agent-0', 'never']) {
      const task = { ...common, id: `on-${agent}`, agent, role: 'a', resources: cores(1) };
      allocator.change({ type: 'task', task: { ...task, startedAt: 0, endsBy: null, ending: false } });
    }
    allocator.change(wants('first', 'c', 1));
    await expect.poll(() => placed.get('first'), { timeout: 20_000, interval: 1 }).toBe('agent-1');
    await expect(allocator.foresee([[]], 0)).resolves.toHaveLength(1);
  } finally {
    await allocator.close();
  }
});
