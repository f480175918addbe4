import type { TaskLimits, Tenant } from '../task.ts';
import { inside } from './inside-paths.ts';

/** What a task's container is made of. Paths of sources are the host's. */
export interface ContainerView {
  image: string;
  argv: readonly string[];
  /** A tenant's own words. */
  env: Readonly<Record<string, string>>;
  /** Where it begins. */
  cwd: string;
  taskId: string;
  tenant: Pick<Tenant, 'name' | 'uid' | 'gid'>;
  home: string;
  groups: readonly { name: string; gid: number; source: string }[];
  limits: Pick<TaskLimits, 'memoryBytes' | 'processes' | 'scratchBytes'>;
  cgroupParent: string;
  labels: Record<string, string>;
}

export const workFolder = (account: string, taskId: string): string => `${inside.home(account)}/.stoa/tasks/${taskId}`;

/**
 * What the engine is asked to make (`POST /containers/create`). The task is its tenant and nothing more: no
 * capabilities, no way to more rights, no network, no namespace of the host's or of another container's, nothing to
 * write but the home, its groups' folders, and memory that counts as the task's own.
 *
 * @param init  the engine's own first process waits for the task: as the first one it would not hear SIGTERM
 * @param volumes  paths that the image wants kept: in memory too, or the engine would make them on the host's disk
 */
export function containerRequest(view: ContainerView, volumes: readonly string[], init: boolean): object {
  const { tenant, limits, taskId } = view;
  const memory = (path: string) => [path, `rw,exec,nosuid,nodev,mode=1777,size=${limits.scratchBytes}`] as const;
  const bind = (Source: string, Target: string) => ({
    Type: 'bind',
    Source,
    Target,
    BindOptions: { Propagation: 'private' },
  });
  const env = {
    HOME: inside.home(tenant.name),
    USER: tenant.name,
    LOGNAME: tenant.name,
    STOA_ACCOUNT: tenant.name,
    STOA_TASK: taskId,
    STOA_WORK: workFolder(tenant.name, taskId),
    STOA_GROUPS: inside.groups,
    ...view.env,
  };
  return {
    Image: view.image,
    // What is asked for runs as it is, not as words for a program that the image begins with.
    Entrypoint: view.argv.slice(0, 1),
    Cmd: view.argv.slice(1),
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    WorkingDir: view.cwd,
    User: `${tenant.uid}:${tenant.gid}`,
    Hostname: 'stoa',
    Labels: view.labels,
    Tty: false,
    OpenStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    Healthcheck: { Test: ['NONE'] },
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      PidMode: '',
      Privileged: false,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      GroupAdd: view.groups.map(({ gid }) => String(gid)),
      Mounts: [
        bind(view.home, inside.home(tenant.name)),
        ...view.groups.map(({ name, source }) => bind(source, `${inside.groups}/${name}`)),
      ],
      Tmpfs: Object.fromEntries([...volumes, '/tmp', '/run', '/var/tmp'].map(memory)),
      ShmSize: limits.scratchBytes,
      CgroupParent: view.cgroupParent,
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.processes,
      OomScoreAdj: 500,
      Ulimits: [{ Name: 'core', Soft: 0, Hard: 0 }],
      Init: init,
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      AutoRemove: false,
    },
  };
}

const mostVolumes = 20;

/** Paths of an image's volumes (`Config.Volumes`); a text says why such an image is not taken. */
export function volumesOfImage(image: unknown): readonly string[] | { why: string } {
  const config = typeof image === 'object' && image !== null && 'Config' in image ? image.Config : undefined;
  const volumes = typeof config === 'object' && config !== null && 'Volumes' in config ? config.Volumes : undefined;
  const paths = Object.keys(volumes ?? {});
  if (paths.length > mostVolumes)
    return { why: `The image has ${paths.length} volumes, at most ${mostVolumes} are taken.` };
  const bad = paths.find((path) => !/^\/[^\0:,]{1,1000}$/.test(path) || isOurs(path));
  return bad === undefined ? paths : { why: `The image has a volume at ${JSON.stringify(bad)}, where it cannot be.` };
}

/** The kernel's own, and what is mounted there. */
const isOurs = (path: string): boolean =>
  /^\/(?:proc|sys|dev|home|groups|etc)?(?:\/|$)/.test(path) || path.split('/').includes('..');
