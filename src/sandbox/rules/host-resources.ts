/**
 * What a host gives to tasks. Whole numbers: thousandths of a core, bytes, files, bit/s. The units and names are those
 * that the cluster counts with.
 */
export interface HostResources {
  milliCpus: number;
  memory: number;
  disk: number;
  inodes: number;
  bandwidth: number;
}

/** Both ends included. */
export interface PortRange {
  begin: number;
  end: number;
}

/** What the settings say of a host's share. */
export interface ShareOptions {
  /** Several agents of a host have a part of it each, this one in so many; need not be whole. */
  parts: number;
  /** Of the host; 0: all that it has. */
  cpus: number;
  memoryBytes: number;
  diskBytes: number;
  bandwidthBitsPerSecond: number;
  /** Kept for the platform itself, and not given to tasks. */
  kept: { cpus: number; memoryBytes: number; diskBytes: number };
  ports: readonly PortRange[];
  attributes: Readonly<Record<string, string>>;
}

/** What was found on the host, before anything is kept back. */
export interface FoundOnHost {
  cpus: number;
  memoryBytes: number;
  /** Free, and what tenants' homes take already. */
  diskBytes: number;
  inodes: number;
  /** Of its way out; undefined when it does not say. */
  bandwidthBitsPerSecond: number | undefined;
}

/** Of a way out that does not say how fast it is. */
const usualBandwidth = 1_000_000_000;

export function hostResources(found: FoundOnHost, share: ShareOptions): HostResources {
  const { kept } = share;
  const part = (whole: number) => Math.floor(whole / share.parts);
  const rest = (settled: number, had: number, kept: number) => Math.max(0, part((settled || had) - kept));
  return {
    milliCpus: rest(share.cpus * 1000, found.cpus * 1000, kept.cpus * 1000),
    memory: rest(share.memoryBytes, found.memoryBytes, kept.memoryBytes),
    disk: rest(share.diskBytes, found.diskBytes, kept.diskBytes),
    inodes: part(found.inodes),
    bandwidth: part(share.bandwidthBitsPerSecond || (found.bandwidthBitsPerSecond ?? usualBandwidth)),
  };
}
