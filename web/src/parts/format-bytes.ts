const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

const step = 1024;

/** Bytes as people read them, three digits: `36.6 MiB`. Memory and files count alike, as limits and `ls -h` do. */
export function formatBytes(bytes: number, language = 'en'): string {
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
