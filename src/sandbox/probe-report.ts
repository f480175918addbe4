/** What this host can enforce, found by trying. */

/** 1 root and namespaces; 2 user namespaces with sub-uids; 3 user namespaces, one uid; 4 root alone; 5 nothing. */
export type Rung = 1 | 2 | 3 | 4 | 5;

/** `unset`: it could be, and the settings ask for no limit. */
export type Enforced = 'yes' | 'partly' | 'no' | 'unset';

export interface LimitReport {
  enforced: Enforced;
  /** By what, e.g. "cgroup v1 memory and memsw". */
  how: string;
  /** Why not more; empty when there is nothing to say. */
  why: string;
}

export const limitNames = [
  'files-private',
  'processes-private',
  'network-private',
  'system-calls',
  'memory',
  'cpu',
  'processes',
  'disk-bytes',
  'disk-files',
  'bandwidth',
  'internet',
] as const;
export type LimitName = (typeof limitNames)[number];

export interface ProbeReport {
  rung: Rung;
  /** In words, e.g. "root with namespaces". */
  rungName: string;
  /** Why not a higher rung; one line for each rung above. */
  above: { rung: Rung; why: string }[];
  limits: Record<LimitName, LimitReport>;
  /** Of the engine that the settings name, when it was last asked. */
  docker?: { usable: true; version: string } | { usable: false; why: string };
  /** More than one account may be served. */
  severalAccounts: boolean;
  host: { kernel: string; bubblewrap: string; cpus: number; memoryBytes: number };
  at: number;
}

/** A line of `stoa doctor`. */
export interface DoctorLine {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do; empty when ok. */
  fix: string;
}
