import type { TaskMount, TaskSpec, Tenant } from '../../sandbox/index.ts';
import type { LauncherOptions } from '../ports.ts';

const node = '$STOA_RELEASE/bin/node';

/** The task of a workspace: the tenant's server and, beside it from the start, the SQL engine. */
export function workspaceTask(id: string, tenant: Tenant, options: LauncherOptions): TaskSpec {
  return {
    ...base(id, tenant, options),
    kind: 'workspace',
    processes: [
      {
        name: 'workspace',
        argv: [node, '$STOA_RELEASE/inside/workspace.js'],
        env: {},
        restart: true,
        listen: ['server'],
      },
      { name: 'sql', argv: [node, '$STOA_RELEASE/inside/sql-kernel.js'], env: {}, restart: true, listen: [] },
    ],
  };
}

/** The task of a file server, started when somebody looks at files. It ends by itself when nobody does. */
export function filesTask(id: string, tenant: Tenant, options: LauncherOptions): TaskSpec {
  const idleSeconds = Math.round(options.filesIdleMilliseconds / 1000);
  return {
    ...base(id, tenant, options),
    kind: 'files',
    processes: [
      {
        name: 'files',
        argv: [node, '$STOA_RELEASE/inside/files.js'],
        env: { STOA_IDLE_SECONDS: String(idleSeconds) },
        restart: false,
        listen: ['server'],
      },
    ],
    network: 'none',
  };
}

function base(id: string, tenant: Tenant, options: LauncherOptions): TaskSpec {
  const { limits, bandwidthBitsPerSecond } = options;
  const sandbox = sandboxOf(tenant, options);
  return {
    id,
    kind: 'workspace',
    tenant,
    processes: [],
    listen: ['server'],
    home: sandbox.home,
    mounts: sandbox.mounts,
    env: {
      ...sandbox.env,
      STOA_MEMORY_BYTES: String(limits.memoryBytes),
      STOA_CPUS: String(limits.cpus),
      STOA_TASK: id,
      // Jupyter clients in the sandbox find the SQL kernel there.
      JUPYTER_PATH: '$STOA_RELEASE/share/jupyter',
    },
    cwd: '',
    limits: bandwidthBitsPerSecond > 0 ? { ...limits, bandwidthBitsPerSecond } : limits,
    network: sandbox.network,
    graceSeconds: options.graceSeconds,
  };
}

/** What every sandbox of the tenant has, whatever runs in it. */
export function sandboxOf(
  tenant: Tenant,
  options: LauncherOptions,
): Pick<TaskSpec, 'home' | 'mounts' | 'env' | 'network'> {
  return {
    home: `${options.homes}/${tenant.name}`,
    mounts: pythonMounts(options),
    env: { STOA_BASE_URL: `/user/${tenant.name}`, STOA_PYTHON: options.pythonRoot() },
    network: options.internet ? 'internet' : 'none',
  };
}

/** At the same paths as on the host, since an environment's scripts name their interpreter by its path. */
function pythonMounts(options: LauncherOptions): TaskMount[] {
  return [options.pythonFolder, ...options.pythonMounts()].map((path) => ({
    source: path,
    target: path,
    readOnly: true,
  }));
}
