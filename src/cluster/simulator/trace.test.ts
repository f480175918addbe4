import { expect, test } from 'vitest';
import { Simulation } from './simulation.ts';
import { readTrace } from './trace.ts';

const lines = (...all: object[]) => all.map((one) => JSON.stringify(one)).join('\n');
const agent = { type: 'agent', id: 'a1', cpus: 4, memory: '16GB', attributes: { rack: 'r1' } };

test('a trace is lived through as it says', () => {
  const text = lines(
    {
      type: 'tasks',
      at: 10,
      id: 'job',
      role: 'ads/ann',
      class: 'batch',
      count: 4,
      cpus: 1.5,
      memory: '2GB',
      seconds: 60,
    },
    agent,
    { type: 'role', path: 'ads', weight: 2, limit: { cpus: 3 } },
    { type: 'lost', at: 100, agent: 'a1' },
    { type: 'back', at: 200, agent: 'a1' },
  );
  const simulation = new Simulation(readTrace(text, 600_000));
  simulation.run(50_000);
  expect(simulation.state.tasks.size).toBe(2);
  simulation.run(150_000);
  expect(simulation.state.tasks.size).toBe(0);
  simulation.run();
  expect(simulation.works.size).toBe(0);
  expect(simulation.measures.placed).toBe(6);
});

test('what is wrong in a trace is named by line and field', () => {
  const fault = (...all: (object | string)[]) => {
    try {
      readTrace(all.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'), 1000);
      return '';
    } catch (failure) {
      return failure instanceof Error ? failure.message : String(failure);
    }
  };
  const tasks = { type: 'tasks', id: 't', role: 'a', class: 'batch', cpus: 1 };
  expect(fault(agent, '{"type":')).toMatch(/^line 2: not JSON/);
  expect(fault(agent, '', { type: 'agnt' })).toBe(
    'line 3, "type": found "agnt"; expected one of agent, role, tasks, cancel, lost, back',
  );
  expect(fault({ ...tasks, cpus: 'two' })).toBe('line 1, "cpus": found "two"; expected a number, 0 or more');
  expect(fault({ ...tasks, memory: '4 elephants' })).toBe(
    'line 1, "memory": found "4 elephants"; expected bytes, or a size such as "4GB"',
  );
  expect(fault({ ...tasks, class: undefined })).toMatch(/^line 1, "class": missing; expected one of system/);
  expect(fault({ ...tasks, colour: 'red' })).toBe('line 1, "colour": this field is not known here');
  expect(fault({ ...tasks, where: [{ attribute: 'rack', values: 'r1' }] })).toBe(
    'line 1, "where[0].values": found "r1"; expected a list of texts',
  );
  expect(fault({ type: 'role', path: 'a', limit: { cpu: 1 } })).toBe(
    'line 1, "limit.cpu": this field is not known here',
  );
  expect(fault(agent, agent)).toBe('line 2, "id": "a1" was used in line 1 already');
  expect(fault({ type: 'lost', agent: 'a9' })).toBe('line 1, "agent": no line describes "a9"');
});
