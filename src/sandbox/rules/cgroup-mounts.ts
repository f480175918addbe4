export type Controller = 'memory' | 'cpu' | 'cpuacct' | 'pids' | 'freezer';

export interface CgroupMount {
  path: string;
  version: 1 | 2;
  controllers: Controller[];
}

const wanted: readonly Controller[] = ['memory', 'cpu', 'cpuacct', 'pids', 'freezer'];

/**
 * Which mounted tree has which controller; a hybrid host has some in version 1 and the rest in version 2.
 *
 * @param mountinfo text of /proc/self/mountinfo
 * @param available the controllers of a version 2 tree, by its path
 */
export function parseCgroupMounts(
  mountinfo: string,
  available: (path: string) => string[],
): Map<Controller, CgroupMount> {
  const found = new Map<Controller, CgroupMount>();
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const path = before.split(' ')[4] ?? '';
    const [type, , options = ''] = after.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') continue;
    const names = type === 'cgroup' ? options.split(',') : available(path);
    const controllers = wanted.filter((name) => names.includes(name));
    const mount: CgroupMount = { path, version: type === 'cgroup' ? 1 : 2, controllers };
    for (const controller of controllers) if (!found.has(controller)) found.set(controller, mount);
  }
  return found;
}
