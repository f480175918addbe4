import { expect, test } from 'vitest';
import { readJson } from '../codec/read-json.ts';
import { TaskInfo } from '../messages/task.ts';
import { readChecks } from './checks.ts';

function read(said: object) {
  const rest = { name: 'a', task_id: { value: 'a' }, agent_id: { value: 'b' }, resources: [] };
  return readChecks(readJson(TaskInfo, { ...rest, ...said }));
}

test('checks are read with Mesos’s times where none are named, each kind with what it asks', () => {
  const times = { delaySeconds: 15, intervalSeconds: 10, timeoutSeconds: 20 };
  expect(read({})).toEqual({ healthCheck: null, check: null });
  expect(read({ check: { type: 'TCP', tcp: { port: 80 } }, health_check: { http: { port: 8080 } } })).toEqual({
    check: { how: { kind: 'tcp', port: 80 }, ...times },
    healthCheck: {
      how: { kind: 'http', port: 8080, path: '/', scheme: 'http' },
      ...times,
      graceSeconds: 10,
      failures: 3,
    },
  });
  const variables = [{ name: 'A', value: 'b' }];
  const command = {
    command: { shell: false, value: '/bin/true', arguments: ['true', '1'], environment: { variables } },
  };
  expect(
    read({ check: { type: 'COMMAND', command, delay_seconds: 0, interval_seconds: 0, timeout_seconds: 0 } }),
  ).toEqual({
    check: {
      how: { kind: 'command', argv: ['/bin/true', '1'], env: { A: 'b' } },
      ...{ delaySeconds: 0, intervalSeconds: 0.1, timeoutSeconds: 0 },
    },
    healthCheck: null,
  });
});

test.each([
  [{ check: { tcp: { port: 80 } } }, "Task uses invalid check: CheckInfo must specify 'type'"],
  [{ check: { type: 'HTTP' } }, "Task uses invalid check: Expecting 'http' to be set for HTTP check"],
  [{ check: { type: 'HTTP', http: { port: 0 } } }, 'Task uses invalid check: 0 is not a port'],
  [
    { check: { type: 'HTTP', http: { port: 1, path: 'a' } } },
    "Task uses invalid check: The path 'a' must start with '/'",
  ],
  [{ check: { type: 'COMMAND', command: { command: {} } } }, /Expecting 'command' to be set for COMMAND check/],
  [
    { check: { type: 'TCP', tcp: { port: 1 }, interval_seconds: -1 } },
    /Expecting 'interval_seconds' to be non-negative/,
  ],
  [
    { health_check: { http: { port: 1, scheme: 'ftp' } } },
    "Task uses invalid health check: Unsupported HTTP scheme: 'ftp'",
  ],
  [{ health_check: { tcp: { port: 1 }, grace_period_seconds: 1e300 } }, /Expecting 'grace_period_seconds'/],
])('a check that cannot be done is told so: %j', (said, problem) => {
  expect(read(said)).toEqual({ problem: typeof problem === 'string' ? problem : expect.stringMatching(problem) });
});
