import type { ResultColumn, ResultValue } from '../../../../src/engines/duckdb/result.ts';

const grouped = new Map<string, Intl.NumberFormat>();

function groupedFormat(language: string, digits: number): Intl.NumberFormat {
  const key = `${language}:${digits}`;
  const known = grouped.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  grouped.set(key, made);
  return made;
}

/** A value as a person reads it in a table; the exact one is `exactValue`. Null is not for here. */
export function shownValue(value: ResultValue, column: ResultColumn, language: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (column.kind === 'number' && !looksLikeYear(column, value)) return shownNumber(value, column, language);
  if (column.kind === 'time' && typeof value === 'string') return value.replace(/ 00:00:00$/, '');
  return String(value);
}

function shownNumber(value: string | number, column: ResultColumn, language: string): string {
  if (typeof value === 'string') {
    const whole = /^(-?)(\d+)(\.\d+)?$/.exec(value);
    // Exact decimals and huge integers are text: only the thousands are parted.
    if (whole === null) return value.replace(/^-/, '−');
    const parted = groupedFormat(language, 0).format(BigInt(whole[2] ?? '0'));
    return `${whole[1] === '' ? '' : '−'}${parted}${whole[3] ?? ''}`;
  }
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) return value.toExponential(4).replace('-', '−');
  const digits = Number.isInteger(value) ? 0 : isFloat(column) ? (size >= 1000 ? 2 : size >= 1 ? 4 : 6) : 20;
  return groupedFormat(language, digits).format(value).replace(/^-/, '−');
}

function isFloat(column: ResultColumn): boolean {
  return column.type === 'DOUBLE' || column.type === 'FLOAT';
}

function looksLikeYear(column: ResultColumn, value: string | number): boolean {
  return (
    /^(year|yr|jahr|id|.*_id|.*_year|zip.*)$/i.test(column.name) && typeof value === 'number' && Number.isInteger(value)
  );
}

/** For the clipboard and for hovering: nothing rounded, nothing grouped. */
export function exactValue(value: ResultValue): string {
  return value === null ? '' : String(value);
}

/** Both ends of a column of times, as short as tells them apart: of one day the hours, else the days. */
export function shortTimes(min: string, max: string): [string, string] {
  const [fromDay = '', fromTime] = min.split(' ');
  const [toDay = '', toTime] = max.split(' ');
  if (fromTime === undefined || toTime === undefined) return [min, max];
  return fromDay === toDay ? [fromTime.slice(0, 5), toTime.slice(0, 5)] : [fromDay, toDay];
}

/** Short numbers for the head of a column: 1,234 or 1.2M. */
export function shortValue(value: ResultValue, column: ResultColumn, language: string): string {
  if (value === null) return '';
  const number = typeof value === 'number' ? value : column.kind === 'number' ? Number(value) : Number.NaN;
  if (Number.isFinite(number) && column.kind === 'number') {
    if (Math.abs(number) >= 1e6)
      return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
        .format(number)
        .replace(/^-/, '−');
    return new Intl.NumberFormat(language, { maximumSignificantDigits: 6, useGrouping: !looksLikeYear(column, number) })
      .format(number)
      .replace(/^-/, '−');
  }
  const text = String(value)
    .replace(/ 00:00:00$/, '')
    .replace(/\.\d+$/, '');
  return text.length > 16 ? `${text.slice(0, 16)}…` : text;
}
