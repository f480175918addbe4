const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/**
 * Bytes as people read them, three digits: `38.4 MB`.
 * @param kind `stored` counts in thousands, as disks do; `memory` in 1,024s, and says so by its unit
 */
export function formatBytes(bytes: number, kind: 'stored' | 'memory' = 'stored', language = 'en'): string {
  const step = kind === 'memory' ? 1024 : 1000;
  const units = kind === 'memory' ? binary : decimal;
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= step * 0.9995 && unit < units.length - 1) {
    value /= step;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  const number = numbers(language, digits).format(value);
  return `${number} ${units[unit] ?? ''}`;
}

const known = new Map<string, Intl.NumberFormat>();

/** Making a formatter takes far longer than using it, and a list uses hundreds. */
function numbers(language: string, digits: number): Intl.NumberFormat {
  const key = `${language} ${digits}`;
  const format = known.get(key) ?? new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  known.set(key, format);
  return format;
}
