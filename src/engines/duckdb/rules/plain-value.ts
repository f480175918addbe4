import { type ResultValue, shownTextLimit } from '../result.ts';
import type { ColumnType } from './column-type.ts';

/** As Parquet holds it: whole numbers of 32 and of 64 bits, of which unsigned ones are to be told by their type. */
export type PlainValue = boolean | number | bigint | string;

const firstYear = -62_135_596_800;
const lastSecond = 253_402_300_799;

/** A stored value as the page takes it: what DuckDB would print; undefined where it is better asked. */
export function shownPlain(type: ColumnType, value: PlainValue): ResultValue | undefined {
  switch (type.id) {
    case 'BOOLEAN':
      return typeof value === 'boolean' ? value : undefined;
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'UTINYINT':
    case 'USMALLINT':
      return typeof value === 'number' ? value : undefined;
    case 'UINTEGER':
      return typeof value === 'number' ? value >>> 0 : undefined;
    case 'BIGINT':
      return typeof value === 'bigint' ? whole(value) : undefined;
    case 'UBIGINT':
      return typeof value === 'bigint' ? whole(BigInt.asUintN(64, value)) : undefined;
    case 'HUGEINT':
    case 'UHUGEINT':
      return typeof value === 'string' ? whole(BigInt(value)) : undefined;
    case 'DOUBLE':
      return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0) ? value : undefined;
    case 'VARCHAR':
      return typeof value === 'string' && value.length <= shownTextLimit ? value : undefined;
    case 'DECIMAL':
      return typeof value === 'number' || typeof value === 'bigint' ? decimal(BigInt(value), type.scale) : undefined;
    case 'DATE':
      return typeof value === 'number' ? moment(value * 86_400)?.slice(0, 10) : undefined;
    case 'TIMESTAMP':
      return typeof value === 'bigint' ? timestamp(value) : undefined;
    default:
      return undefined;
  }
}

function whole(value: bigint): ResultValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function decimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? '.' : ''}${digits.slice(point)}`;
}

/** @param micros  since 1970, as many as make a second 1,000,000 */
function timestamp(micros: bigint): string | undefined {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = moment(Number((micros - fraction) / 1_000_000n));
  if (text === undefined || fraction === 0n) return text;
  return `${text}.${fraction.toString().padStart(6, '0').replace(/0+$/, '')}`;
}

/** Undefined before the year 1 and after 9999. */
function moment(seconds: number): string | undefined {
  if (seconds < firstYear || seconds > lastSecond) return undefined;
  return new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');
}
