import type { ResourceName, Resources } from '../../../src/cluster/contract.ts';
import type { Say } from '../catalogue/use-translation.ts';
import { formatBytes } from '../parts/format-bytes.ts';

/** What is drawn of the cluster, one at a time. */
export type Kind = 'cpus' | 'memory';

/** An amount with its unit: `8 cores`, `32 GiB`, `50 Mbit/s`. */
export function amountWords(kind: ResourceName, amount: number, t: Say, language: string): string {
  switch (kind) {
    case 'cpus':
      return amount === 1 ? t('cluster.oneCore') : t('cluster.cores', { amount: plain(amount, language) });
    case 'memory':
    case 'disk':
      return formatBytes(amount, language);
    case 'inodes':
      return t('cluster.files', { amount: plain(amount, language) });
    case 'bandwidth':
      return t('cluster.megabits', { amount: plain(amount / 1e6, language) });
    case 'ports':
      return t('cluster.ports', { count: amount, amount: amount.toLocaleString(language) });
    default:
      return kind satisfies never;
  }
}

/** The amount alone, where a head says the unit: cores, or bytes with theirs. */
export function bareAmount(kind: Kind, amount: number, language: string): string {
  return kind === 'cpus' ? plain(amount, language) : formatBytes(amount, language);
}

/** `8 cores, 32 GiB`: what something needs. */
export function sizeWords(size: Resources, t: Say, language: string): string {
  const kinds = (['cpus', 'memory', 'disk', 'bandwidth', 'ports'] as const).filter((kind) => size[kind] > 0);
  const words = (kind: (typeof kinds)[number]) => amountWords(kind, size[kind], t, language);
  // The kind of a bare number of bytes is memory.
  return kinds
    .map((kind) => (kind === 'disk' ? t('cluster.ofDisk', { amount: words(kind) }) : words(kind)))
    .join(t('cluster.and'));
}

export function percent(part: number, language: string): string {
  return part.toLocaleString(language, { style: 'percent', maximumFractionDigits: part < 0.1 ? 1 : 0 });
}

function plain(value: number, language: string): string {
  return value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 2 : 1 });
}
