import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DockerState } from './docker/docker.ts';
import type { Host } from './host.ts';
import type { LimitReport, ProbeReport, Rung } from './probe-report.ts';
import { type FoundOnHost, type HostResources, hostResources, type PortRange } from './rules/host-resources.ts';

/** What an agent has for tasks, and how far it makes them keep to what they were given. */
export interface AgentResources {
  resources: HostResources;
  ports: readonly PortRange[];
  /** `hostname`, `rung`, `arch`, `os`, those of the settings, which win, and `docker` where tasks may run in it. */
  attributes: Record<string, string>;
  rung: Rung;
  enforced: Record<'milliCpus' | 'memory' | 'disk' | 'inodes' | 'bandwidth', LimitReport>;
}

/** Asked once, when the agent starts: what is free changes with what is given out of it. */
export function resourcesOf(host: Host, report: ProbeReport): AgentResources {
  const { share } = host.options;
  const { limits, rung } = report;
  return {
    resources: hostResources(find(host), share),
    ports: share.ports,
    attributes: {
      hostname: hostname(),
      rung: String(rung),
      arch: process.arch,
      os: process.platform,
      ...share.attributes,
    },
    rung,
    enforced: {
      milliCpus: limits.cpu,
      memory: limits.memory,
      disk: limits['disk-bytes'],
      inodes: limits['disk-files'],
      bandwidth: limits.bandwidth,
    },
  };
}

/** While an engine answers. Nobody else says that there is one. */
export function withDocker(resources: AgentResources, docker: DockerState | undefined): AgentResources {
  const { docker: _said, ...attributes } = resources.attributes;
  return { ...resources, attributes: docker?.usable ? { ...attributes, docker: 'yes' } : attributes };
}

function find(host: Host): FoundOnHost {
  const disk = statfsSync(host.places.homes);
  // The agent itself may be in a control group that has less than the machine.
  const constrained = process.constrainedMemory();
  const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return {
    cpus: availableParallelism(),
    memoryBytes,
    diskBytes: disk.bavail * disk.bsize + takenBytes(host.places.images),
    inodes: disk.ffree,
    bandwidthBitsPerSecond: uplinkSpeed(),
  };
}

const takenBytes = (images: string): number =>
  readdirSync(images).reduce(
    (sum, name) => sum + 512 * (statSync(join(images, name), { throwIfNoEntry: false })?.blocks ?? 0),
    0,
  );

/** Of the default route's interface, where its driver says so. */
function uplinkSpeed(): number | undefined {
  try {
    const routes = readFileSync('/proc/net/route', 'utf8').split('\n').slice(1);
    const uplink = routes.map((line) => line.split('\t')).find(([, target]) => target === '00000000')?.[0];
    const megabits = Number(readFileSync(`/sys/class/net/${uplink}/speed`, 'utf8'));
    return megabits > 0 ? megabits * 1_000_000 : undefined;
  } catch {
    return undefined;
  }
}
