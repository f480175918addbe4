import { type DoctorLine, type LimitName, limitNames, type ProbeReport } from './probe-report.ts';

const titles: Record<LimitName, string> = {
  'files-private': 'Private files',
  'processes-private': 'Private processes',
  'network-private': 'Private network',
  'system-calls': 'System call filter',
  memory: 'Memory limit',
  cpu: 'CPU limit',
  processes: 'Process limit',
  'disk-bytes': 'Disk limit',
  'disk-files': 'Limit of files',
  bandwidth: 'Bandwidth limit',
  internet: 'Internet for tenants',
};

const asRoot = 'Run the platform as root.';
const fixes: Record<LimitName, string> = {
  'files-private': asRoot,
  'processes-private': 'Run it where namespaces may be made, and install bubblewrap.',
  'network-private': 'Run it where network namespaces may be made; install iproute2 and util-linux.',
  'system-calls': 'Install bubblewrap, on a kernel with seccomp.',
  memory: `${asRoot} In a container, give it a writable cgroup tree.`,
  cpu: `${asRoot} In a container, give it a writable cgroup tree.`,
  processes: `${asRoot} In a container, give it a writable cgroup tree.`,
  'disk-bytes': `${asRoot} Install e2fsprogs, and let it use loop devices.`,
  'disk-files': `${asRoot} Install e2fsprogs, and let it use loop devices.`,
  bandwidth: `${asRoot} Install iproute2, on a kernel with the tbf scheduler.`,
  internet: 'Install nftables and iproute2; for an ordinary user slirp4netns too.',
};

/** The lines of `stoa doctor` about this host's sandboxes: first the rung, then each limit. */
export function doctor(report: ProbeReport): DoctorLine[] {
  const best = report.above.at(-1);
  const rung: DoctorLine = {
    name: 'Sandbox',
    ok: report.rung <= 2,
    detail: `Rung ${report.rung} of 5: ${report.rungName}.${report.severalAccounts ? '' : ' One account only.'}`,
    fix: best ? `For rung ${best.rung}: ${best.why}` : '',
  };
  const limits = limitNames.map((name): DoctorLine => {
    const { enforced, how, why } = report.limits[name];
    const said = { yes: `By ${how}.`, partly: `Partly: ${how}.`, no: 'Not enforced.', unset: 'Not limited.' }[enforced];
    const ok = enforced === 'yes' || enforced === 'unset';
    return { name: titles[name], ok, detail: `${said} ${why}`.trim(), fix: ok ? '' : fixes[name] };
  });
  return [rung, ...limits, ...(report.docker === undefined ? [] : [dockerLine(report.docker)])];
}

const dockerLine = (docker: NonNullable<ProbeReport['docker']>): DoctorLine =>
  docker.usable
    ? { name: 'Docker', ok: true, detail: `Tasks may run in it, version ${docker.version}.`, fix: '' }
    : { name: 'Docker', ok: false, detail: docker.why, fix: 'Start it, or leave the setting agent.docker empty.' };
