import { existsSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Host, hostMark } from './host.ts';
import { openCgroups } from './limits/cgroups.ts';
import type { AgentOptions } from './options.ts';
import { places } from './places.ts';
import { limitNames, type ProbeReport, type Rung } from './probe-report.ts';
import { runTool } from './run-tool.ts';

export async function probe(options: AgentOptions): Promise<{ host: Host; report: ProbeReport }> {
  const bubblewrap = options.bubblewrap.map((name) => findTool(name, options.toolPath)).find(Boolean) ?? '';
  const mark = hostMark(options.dataDir);
  const rung: Rung = 1;
  const seccomp = join(import.meta.dirname, 'seccomp', `${process.arch}.bpf`);
  const host: Host = {
    options,
    places: places(options),
    rung,
    mark,
    bubblewrap,
    seccomp: existsSync(seccomp) ? seccomp : undefined,
    cgroups: openCgroups(`stoa-${mark}`),
    nameservers: readFileSync('/etc/resolv.conf', 'utf8'),
  };
  const version = await runTool([bubblewrap, '--version'], { path: options.toolPath });
  const unknown = { enforced: 'no', how: '', why: '' } as const;
  const report: ProbeReport = {
    rung,
    rungName: 'root with namespaces',
    above: [],
    limits: Object.fromEntries(limitNames.map((name) => [name, unknown])) as ProbeReport['limits'],
    severalAccounts: true,
    host: { kernel: release(), bubblewrap: version.stdout.trim(), cpus: cpus().length, memoryBytes: totalmem() },
    at: Date.now(),
  };
  return { host, report };
}

function findTool(name: string, path: string): string | undefined {
  if (isAbsolute(name)) return existsSync(name) ? name : undefined;
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate));
}
