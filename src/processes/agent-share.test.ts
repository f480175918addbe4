import { expect, test } from 'vitest';
import { loadSettings } from '../platform/index.ts';
import { agentShare } from './agent-share.ts';

const settingsOf = (flags: Record<string, string>) => loadSettings({ flags, env: {}, root: true }).values;

test('agents of a host share it by their weights, and have attributes of their own beside those of all', () => {
  const settings = settingsOf({
    agents: 'local,second,third',
    'agent.weights': 'local:3;second:0.5',
    'agent.attributes': 'rack:r1;disk:ssd',
    'agent.own-attributes': 'second/rack:r2;second/gpu:none;third/rack:r3',
  });
  const parts = settings.agents.map((name) => 1 / agentShare(settings, name).parts);
  expect(parts.map((part) => Math.round(part * 1000))).toEqual([667, 111, 222]);
  const ports = settings.agents.map(
    (name) =>
      agentShare(
        {
          ...settings,
          agentPorts: [
            { begin: 1, end: 4 },
            { begin: 11, end: 15 },
          ],
        },
        name,
      ).ports,
  );
  expect(ports).toEqual([
    [
      { begin: 1, end: 4 },
      { begin: 11, end: 12 },
    ],
    [{ begin: 13, end: 13 }],
    [{ begin: 14, end: 15 }],
  ]);
  expect(agentShare(settings, 'local').attributes).toEqual({ rack: 'r1', disk: 'ssd' });
  expect(agentShare(settings, 'second').attributes).toEqual({ rack: 'r2', disk: 'ssd', gpu: 'none' });
});

test('without weights their shares are equal; what names no agent is refused', () => {
  const settings = settingsOf({ agents: 'local,second' });
  expect(agentShare(settings, 'second')).toEqual({ parts: 2, attributes: {}, ports: [{ begin: 31_501, end: 32_000 }] });
  for (const flags of [{ 'agent.weights': 'third:2' }, { 'agent.own-attributes': 'third/rack:r1' }])
    expect(() => agentShare(settingsOf({ agents: 'local,second', ...flags }), 'local')).toThrow(
      'there is no agent third',
    );
  for (const flags of [
    { 'agent.weights': 'local:0' },
    { 'agent.weights': 'local' },
    { 'agent.own-attributes': 'rack:r1' },
  ])
    expect(() => settingsOf(flags)).toThrow('expected');
});
