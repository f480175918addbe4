import type { LaunchRequest } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import type { CheckInfo, HealthCheck, TaskInfo } from '../messages/task.ts';
import { argvOf, environment } from './command.ts';

type Check = NonNullable<LaunchRequest['check']>;
type Probe = Check['how'];
type Found<T> = T | { readonly problem: string };

/** No task is asked more often. */
const leastIntervalSeconds = 0.1;

/** How the agent is to look after the task, or why it cannot, in the words of a Mesos master. */
export function readChecks(task: Read<typeof TaskInfo>): Found<Pick<LaunchRequest, 'healthCheck' | 'check'>> {
  const health = task.health_check === undefined ? null : readHealth(task.health_check);
  if (health !== null && 'problem' in health) return { problem: `Task uses invalid health check: ${health.problem}` };
  const check = task.check === undefined ? null : readCheck(task.check);
  if (check !== null && 'problem' in check) return { problem: `Task uses invalid check: ${check.problem}` };
  return { healthCheck: health, check };
}

function readHealth(given: Read<typeof HealthCheck>): Found<NonNullable<LaunchRequest['healthCheck']>> {
  const { command, http, tcp, grace_period_seconds: graceSeconds = 10, consecutive_failures: failures = 3 } = given;
  const type = given.type ?? (http !== undefined ? 'HTTP' : tcp !== undefined ? 'TCP' : 'COMMAND');
  const how = probe('HealthCheck', { type, command, http, tcp });
  if ('problem' in how) return how;
  const check = timed(how, given);
  if ('problem' in check) return check;
  if (!isTime(graceSeconds)) return negative('grace_period_seconds');
  return { ...check, graceSeconds, failures: Math.max(1, failures) };
}

function readCheck(given: Read<typeof CheckInfo>): Found<Check> {
  const { type, command, http, tcp } = given;
  const how = probe('CheckInfo', { type, command: command?.command, http, tcp });
  return 'problem' in how ? how : timed(how, given);
}

interface Asked {
  readonly type: string | undefined;
  readonly command: Read<typeof HealthCheck>['command'];
  readonly http:
    | { readonly port: number; readonly path?: string | undefined; readonly scheme?: string | undefined }
    | undefined;
  readonly tcp: { readonly port: number } | undefined;
}

function probe(message: string, { type, command, http, tcp }: Asked): Found<Probe> {
  switch (type) {
    case 'COMMAND': {
      const argv = argvOf(command);
      if (command === undefined || (command.value ?? '') === '' || argv.length === 0)
        return { problem: `Expecting 'command' to be set for COMMAND check` };
      return { kind: 'command', argv: [...argv], env: Object.fromEntries(environment(command)) };
    }
    case 'HTTP': {
      if (http === undefined) return { problem: `Expecting 'http' to be set for HTTP check` };
      const { port, path = '/', scheme = 'http' } = http;
      if (scheme !== 'http' && scheme !== 'https') return { problem: `Unsupported HTTP scheme: '${scheme}'` };
      if (!/^\/[\x21-\x7e]{0,1000}$/.test(path))
        return { problem: `The path '${path.slice(0, 100)}' must start with '/'` };
      return isPort(port) ? { kind: 'http', port, path, scheme } : noPort(port);
    }
    case 'TCP':
      if (tcp === undefined) return { problem: `Expecting 'tcp' to be set for TCP check` };
      return isPort(tcp.port) ? { kind: 'tcp', port: tcp.port } : noPort(tcp.port);
    default:
      return { problem: `${message} must specify 'type'` };
  }
}

function timed(how: Probe, given: Read<typeof CheckInfo> | Read<typeof HealthCheck>): Found<Check> {
  const { delay_seconds = 15, interval_seconds = 10, timeout_seconds = 20 } = given;
  const times = { delay_seconds, interval_seconds, timeout_seconds };
  for (const [name, seconds] of Object.entries(times)) if (!isTime(seconds)) return negative(name);
  return {
    how,
    delaySeconds: delay_seconds,
    intervalSeconds: Math.max(interval_seconds, leastIntervalSeconds),
    timeoutSeconds: timeout_seconds,
  };
}

const longestSeconds = 365 * 24 * 60 * 60;

const isTime = (seconds: number) => seconds >= 0 && seconds <= longestSeconds;
const isPort = (port: number) => port > 0 && port <= 65_535;
const negative = (name: string) => ({ problem: `Expecting '${name}' to be non-negative, and less than a year` });
const noPort = (port: number) => ({ problem: `${port} is not a port` });
