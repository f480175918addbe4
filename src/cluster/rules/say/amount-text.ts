import type { ResourceName } from '../../contract.ts';

/** An amount of a kind in English: `8 cores`, `32 GiB`, `1,200 files`, `50 Mbit/s`. */
export function amountText(kind: ResourceName, amount: number): string {
  switch (kind) {
    case 'cpus':
      return `${plain(amount, 3)} ${amount === 1 ? 'core' : 'cores'}`;
    case 'memory':
    case 'disk':
      return scaled(amount, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']);
    case 'inodes':
      return `${plain(amount, 0)} ${amount === 1 ? 'file' : 'files'}`;
    case 'bandwidth':
      return scaled(amount, 1000, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']);
    case 'ports':
      return `${plain(amount, 0)} ${amount === 1 ? 'port' : 'ports'}`;
    default:
      return kind satisfies never;
  }
}

/** `8 cores, 32 GiB memory`: all of a size that is not nothing. */
export function sizeText(size: Readonly<Record<ResourceName, number>>): string {
  const parts: string[] = [];
  if (size.cpus > 0) parts.push(amountText('cpus', size.cpus));
  if (size.memory > 0) parts.push(`${amountText('memory', size.memory)} memory`);
  if (size.disk > 0) parts.push(`${amountText('disk', size.disk)} disk`);
  if (size.inodes > 0) parts.push(amountText('inodes', size.inodes));
  if (size.bandwidth > 0) parts.push(amountText('bandwidth', size.bandwidth));
  if (size.ports > 0) parts.push(amountText('ports', size.ports));
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** `45 s`, `4 min`, `2 h`, `3 days`: to the nearest of the unit that fits. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

export function shareText(share: number): string {
  return `${plain(share * 100, share < 0.1 ? 1 : 0)} %`;
}

function scaled(amount: number, step: number, units: readonly string[]): string {
  let at = 0;
  let value = amount;
  while (value >= step * 0.9995 && at < units.length - 1) {
    value /= step;
    at++;
  }
  return `${plain(value, at === 0 || value >= 99.95 ? 0 : 1)} ${units[at]}`;
}

function plain(value: number, digits: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
