import { InvalidArgumentError } from 'commander';
import type { SomeResources } from '../../cluster/contract.ts';

const units: Readonly<Record<string, number>> = {
  ...{ '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 },
  ...{ kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 },
};

/** `4GB` are 4,000,000,000, `4GiB` and `4G` 4,294,967,296. */
export function bytes(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const value = Math.round(Number(number) * (units[unit.toLowerCase()] ?? Number.NaN));
  if (number === '' || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('It takes a size, such as 512MB or 4GiB.');
  return value;
}

export function cores(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It takes a number of cores, such as 2 or 0.5.');
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It takes a whole number.');
  return value;
}

const durations: Readonly<Record<string, number>> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `2h`, `1d`, in milliseconds. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const value = Math.round(Number(number) * (durations[unit.toLowerCase()] ?? Number.NaN));
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It takes a time, such as 90s, 30m or 2h.');
  return value;
}

/** A time that may be none at all: `0`, `0s`. */
export function graceDuration(text: string): number {
  return /^0\s*[a-z]*$/i.test(text.trim()) ? 0 : duration(text);
}

/** `cpus=4,memory=16GB`; `none`: back to the default. */
export function someResources(text: string): SomeResources | 'none' {
  if (text === 'none') return text;
  const found: SomeResources = {};
  for (const part of text.split(',')) {
    const [kind = '', amount = ''] = part.split('=', 2).map((side) => side.trim());
    if (kind === 'cpus') found.cpus = cores(amount);
    else if (kind === 'memory' || kind === 'disk') found[kind] = bytes(amount);
    else if (kind === 'inodes' || kind === 'bandwidth') found[kind] = cores(amount);
    else
      throw new InvalidArgumentError(
        'It takes none, or amounts such as cpus=4,memory=16GB (also disk, inodes, bandwidth).',
      );
  }
  return found;
}
