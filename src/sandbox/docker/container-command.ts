import { becomeTenant } from '../become-tenant.ts';
import type { Confined } from '../confine.ts';
import { groupSource } from '../groups.ts';
import type { Host } from '../host.ts';
import { programsView } from '../root-folders.ts';
import { checkCommand } from '../rules/check-command.ts';
import { workFolder } from '../rules/container.ts';
import { inside } from '../rules/inside-paths.ts';
import { replaceVariables } from '../rules/replace-variables.ts';
import { runTool } from '../run-tool.ts';
import type { TaskCheck, TaskSpec } from '../task.ts';
import { parentGroup } from './container-groups.ts';
import { type ContainerCheck, type ContainerJob, containerProgram } from './container-job.ts';
import { containerName, type Docker, markLabel } from './docker.ts';

/**
 * What the recorder executes for a task in Docker: the program that has the container made and waits for it. The work
 * folder is there then. Throws, in words for people, where the task cannot run so.
 */
export async function containerCommand(host: Host, docker: Docker, spec: TaskSpec, image: string): Promise<Confined> {
  const engine = docker.state();
  if (!engine?.usable) throw new Error(`No tasks run in Docker here. ${engine?.why ?? 'The settings name no engine.'}`);
  const { tenant } = spec;
  const cwd = replaceVariables(spec.cwd || '$STOA_WORK', {
    HOME: inside.home(tenant.name),
    STOA_WORK: workFolder(tenant.name, spec.id),
  });
  await makeWorkFolder(host, spec, cwd);
  const job: ContainerJob = {
    socketPath: host.options.dockerSocket,
    name: containerName(host, spec.id),
    image,
    view: {
      image,
      argv: spec.processes[0]?.argv ?? [],
      env: spec.processes[0]?.env ?? {},
      cwd,
      taskId: spec.id,
      tenant,
      home: spec.home,
      groups: tenant.groups.map(({ name, gid }) => ({ name, gid, source: groupSource(host, tenant.name, name) })),
      limits: spec.limits,
      cgroupParent: parentGroup(host.mark, spec.id),
      labels: { [markLabel]: host.mark, 'stoa.task': spec.id, 'stoa.account': tenant.name },
    },
    checks: {
      ...(spec.health ? { health: checkOf(spec, spec.health) } : {}),
      ...(spec.check ? { check: checkOf(spec, spec.check) } : {}),
    },
    groups: host.cgroups.folders(spec.id),
  };
  return {
    command: [process.execPath, containerProgram],
    env: { PATH: host.options.toolPath, LANG: 'C' },
    plan: '',
    args: [JSON.stringify(job)],
  };
}

const checkOf = ({ tenant }: TaskSpec, { how, ...times }: TaskCheck): ContainerCheck => ({
  ...times,
  how,
  command: how.kind === 'command' ? [] : [...becomeTenant(tenant), ...checkCommand(how, process.execPath)],
});

/** As the tenant, and where nothing but the home can be written: what lies there may be a link to anywhere. */
async function makeWorkFolder(host: Host, { id, tenant, home }: TaskSpec, cwd: string): Promise<void> {
  const at = inside.home(tenant.name);
  const confined = [host.bubblewrap, '--unshare-pid', '--unshare-ipc', '--unshare-net', ...programsView()];
  const seen = [
    '--perms',
    '0755',
    '--dir',
    '/home',
    '--bind',
    home,
    at,
    '--chdir',
    at,
    '--clearenv',
    '--setenv',
    'PATH',
    '/usr/bin:/bin',
    '--',
  ];
  const make = ['sh', '-c', 'umask 077 && mkdir -p ".stoa/tasks/$1" && cd "$2"', 'sh', id, cwd];
  const { code, stderr } = await runTool([...confined, ...seen, ...becomeTenant(tenant), ...make], {
    path: host.options.toolPath,
  });
  if (code !== 0) throw new Error(`The folder that it is to begin in is not there: ${stderr.trim().slice(0, 300)}`);
}
