import { AgentError, type TaskSpec, type TaskVolume, type Tenant } from '../../sandbox/index.ts';
import type { ClusterOptions } from '../ports.ts';
import type { HeldVolume, TaskRecord } from '../tasks/task-record.ts';
import { runFramework } from './allocator-views.ts';
import { numbersOf } from './ranges.ts';

const leastMemory = 16 * 2 ** 20;

/** What the agent is asked to run for a task. Its limits are what it is counted with. */
export function agentTask(task: TaskRecord, tenant: Tenant, options: ClusterOptions): TaskSpec {
  const { home, mounts, env, network, ...shared } = options.sandbox(tenant);
  const { milliCpus, memory, disk, inodes, bandwidth } = task.resources;
  return {
    id: task.id,
    kind: 'task',
    tenant,
    processes: [
      {
        name: 'task',
        argv: [...task.command],
        literal: true,
        env: { ...portVariables(task), ...task.environment },
        restart: false,
      },
    ],
    listen: [],
    home,
    mounts,
    env: { ...env, STOA_TASK: task.id },
    cwd: task.folder === null ? '' : `$HOME/${task.folder}`,
    limits: {
      ...shared,
      memoryBytes: Math.max(memory, leastMemory),
      cpus: Math.max(milliCpus / 1000, 0.01),
      ...(disk > 0 ? { workBytes: disk } : {}),
      ...(inodes > 0 ? { workFiles: inodes } : {}),
      ...(bandwidth > 0 ? { bandwidthBitsPerSecond: Math.max(bandwidth, 1000) } : {}),
    },
    network,
    graceSeconds: (task.graceMilliseconds ?? options.grace[task.priority]) / 1000,
    ...(task.fetch.length > 0 ? { fetch: [...task.fetch] } : {}),
    ...(task.container === undefined ? {} : { container: { ...task.container } }),
    ...(task.volumes === undefined ? {} : { volumes: task.volumes.map((one) => volumeOf(one, tenant)) }),
    ...(task.health === null ? {} : { health: task.health }),
    ...(task.check === null ? {} : { check: task.check }),
  };
}

/** As Marathon tells its tasks; a framework of Mesos's tells its own by itself. */
function portVariables({ framework, ports }: TaskRecord): Record<string, string> {
  const numbers = framework === runFramework.id ? numbersOf(ports) : [];
  if (numbers.length === 0) return {};
  const each = Object.fromEntries(numbers.map((port, index) => [`PORT${index}`, String(port)]));
  return { ...each, PORT: String(numbers[0]), PORTS: numbers.join(',') };
}

function volumeOf({ id, path, disk, files, group, readOnly }: HeldVolume, tenant: Tenant): TaskVolume {
  const folder = group === null ? undefined : tenant.groups.find(({ name }) => name === group);
  if (group !== null && folder === undefined)
    throw new AgentError('bad-task', `${tenant.name} is not in the group ${group}, whose volume it asked for.`);
  return { id, path, diskBytes: disk, files, readOnly, ...(folder === undefined ? {} : { group: folder }) };
}
