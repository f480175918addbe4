import type { ColumnKind } from '../result.ts';
import { decodeVariant, encodeVariant } from './stored-variant.ts';

/** A DuckDB type as a tree: what a sidecar holds, so that the reader and Python get back exactly what the query gave. */
export type ColumnType =
  | { readonly id: ScalarId }
  | { readonly id: 'DECIMAL'; readonly width: number; readonly scale: number }
  | { readonly id: 'ENUM'; readonly values: readonly string[] }
  | { readonly id: 'LIST'; readonly item: ColumnType }
  | { readonly id: 'ARRAY'; readonly item: ColumnType; readonly length: number }
  | { readonly id: 'MAP'; readonly key: ColumnType; readonly value: ColumnType }
  | { readonly id: 'STRUCT'; readonly fields: readonly Field[] }
  | { readonly id: 'UNION'; readonly fields: readonly Field[] };

export interface Field {
  /** Empty for the fields of an unnamed struct. */
  readonly name: string;
  readonly type: ColumnType;
}

export const scalarIds = [
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'],
  ...['HUGEINT', 'UHUGEINT', 'BIGNUM', 'FLOAT', 'DOUBLE', 'DATE', 'TIME', 'TIME_NS', 'TIME_TZ', 'TIMESTAMP'],
  ...['TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'TIMESTAMP_TZ', 'INTERVAL', 'VARCHAR', 'JSON', 'BLOB'],
  ...['UUID', 'BIT', 'GEOMETRY', 'VARIANT'],
] as const;
export type ScalarId =
  | 'BOOLEAN'
  | 'TINYINT'
  | 'SMALLINT'
  | 'INTEGER'
  | 'BIGINT'
  | 'UTINYINT'
  | 'USMALLINT'
  | 'UINTEGER'
  | 'UBIGINT'
  | 'HUGEINT'
  | 'UHUGEINT'
  | 'BIGNUM'
  | 'FLOAT'
  | 'DOUBLE'
  | 'DATE'
  | 'TIME'
  | 'TIME_NS'
  | 'TIME_TZ'
  | 'TIMESTAMP'
  | 'TIMESTAMP_S'
  | 'TIMESTAMP_MS'
  | 'TIMESTAMP_NS'
  | 'TIMESTAMP_TZ'
  | 'INTERVAL'
  | 'VARCHAR'
  | 'JSON'
  | 'BLOB'
  | 'UUID'
  | 'BIT'
  | 'GEOMETRY'
  | 'VARIANT';

/**
 * Types that DuckDB's Parquet writer changes or loses (HUGEINT becomes DOUBLE, TIME_TZ loses its offset, TIMESTAMP_S
 * its range), and whose text DuckDB reads back without loss.
 */
const storedAsText: ReadonlySet<string> = new Set([
  ...['HUGEINT', 'UHUGEINT', 'BIGNUM', 'TIME_TZ', 'BIT', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'ENUM'],
]);

/** DuckDB's spelling of the type, which a CAST understands. */
export function typeText(type: ColumnType): string {
  switch (type.id) {
    case 'DECIMAL':
      return `DECIMAL(${type.width},${type.scale})`;
    case 'ENUM':
      return `ENUM(${type.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`;
    case 'LIST':
      return `${typeText(type.item)}[]`;
    case 'ARRAY':
      return `${typeText(type.item)}[${type.length}]`;
    case 'MAP':
      return `MAP(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'STRUCT':
    case 'UNION':
      return `${type.id}(${type.fields.map(fieldText).join(', ')})`;
    case 'TIME_TZ':
      return 'TIME WITH TIME ZONE';
    case 'TIMESTAMP_TZ':
      return 'TIMESTAMP WITH TIME ZONE';
    default:
      return type.id;
  }
}

/** SQL that turns the query's column into what is stored. */
export function encode(type: ColumnType, column: string): string {
  if (isStoredAsIs(type)) return column;
  return hasParts(type) ? encodeParts(type, column, 0) : `CAST(${column} AS ${typeText(castStored(type))})`;
}

/** SQL that turns a stored column into what the query gave. */
export function decode(type: ColumnType, column: string): string {
  if (isStoredAsIs(type) && !holds(type, (part) => part.id === 'GEOMETRY')) return column;
  return hasParts(type) ? decodeParts(type, column, 0) : `CAST(${column} AS ${typeText(type)})`;
}

/** Whether Parquet holds the type as it is. */
export function isStoredAsIs(type: ColumnType): boolean {
  return !holds(type, (part) => storedAsText.has(part.id) || part.id === 'ARRAY' || needsParts(part));
}

/** How the page treats the column. */
export function columnKind(type: ColumnType): ColumnKind {
  if (['LIST', 'ARRAY', 'MAP', 'STRUCT', 'UNION', 'VARIANT', 'JSON'].includes(type.id)) return 'nested';
  if (type.id === 'BOOLEAN') return 'boolean';
  if (/INT|^(DECIMAL|FLOAT|DOUBLE|BIGNUM)$/.test(type.id) && type.id !== 'INTERVAL') return 'number';
  if (/^(DATE|TIME|TIMESTAMP)/.test(type.id)) return 'time';
  return type.id === 'BLOB' || type.id === 'GEOMETRY' ? 'binary' : 'text';
}

function fieldText(field: Field): string {
  return field.name === '' ? typeText(field.type) : `"${field.name.replaceAll('"', '""')}" ${typeText(field.type)}`;
}

function hasParts(type: ColumnType): boolean {
  return holds(type, needsParts);
}

/** What a CAST alone cannot carry over: stored as structs with names of our own. */
function needsParts(type: ColumnType): boolean {
  if (type.id === 'STRUCT') return isUnnamed(type.fields);
  return type.id === 'UNION' || type.id === 'INTERVAL' || type.id === 'VARIANT';
}

function isUnnamed(fields: readonly Field[]): boolean {
  return fields.some((field) => field.name === '');
}

function holds(type: ColumnType, test: (part: ColumnType) => boolean): boolean {
  if (test(type)) return true;
  switch (type.id) {
    case 'LIST':
    case 'ARRAY':
      return holds(type.item, test);
    case 'MAP':
      return holds(type.key, test) || holds(type.value, test);
    case 'STRUCT':
    case 'UNION':
      return type.fields.some((field) => holds(field.type, test));
    default:
      return false;
  }
}

function mapLeaves(type: ColumnType, change: (leaf: ColumnType) => ColumnType): ColumnType {
  switch (type.id) {
    case 'LIST':
    case 'ARRAY':
      return change({ ...type, item: mapLeaves(type.item, change) });
    case 'MAP':
      return { ...type, key: mapLeaves(type.key, change), value: mapLeaves(type.value, change) };
    case 'STRUCT':
    case 'UNION':
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: mapLeaves(field.type, change) })) };
    default:
      return change(type);
  }
}

function castStored(type: ColumnType): ColumnType {
  return mapLeaves(type, (part) => {
    if (part.id === 'ARRAY') return { id: 'LIST', item: part.item };
    return storedAsText.has(part.id) ? { id: 'VARCHAR' } : part;
  });
}

function encodeParts(type: ColumnType, value: string, depth: number): string {
  if (!hasParts(type)) return isStoredAsIs(type) ? value : `CAST(${value} AS ${typeText(castStored(type))})`;
  const item = `v${depth}`;
  switch (type.id) {
    case 'INTERVAL': {
      const part = (name: string) => `date_part('${name}', ${value})`;
      const months = `CAST(${part('year')} * 12 + ${part('month')} AS INTEGER)`;
      const micros = `${part('hour')} * 3600000000 + ${part('minute')} * 60000000 + ${part('microsecond')}`;
      return unlessNull(
        value,
        `struct_pack(months := ${months}, days := CAST(${part('day')} AS INTEGER), micros := CAST(${micros} AS BIGINT))`,
      );
    }
    case 'VARIANT':
      return unlessNull(value, encodeVariant(value));
    case 'UNION': {
      const members = type.fields.map(
        (field, at) => `m${at} := ${encodeParts(field.type, `union_extract(${value}, ${quoted(field.name)})`, depth)}`,
      );
      return unlessNull(value, `struct_pack(tag := CAST(union_tag(${value}) AS VARCHAR), ${members.join(', ')})`);
    }
    case 'STRUCT': {
      const unnamed = isUnnamed(type.fields);
      const parts = type.fields.map((field, at) => {
        const part = `struct_extract(${value}, ${unnamed ? at + 1 : quoted(field.name)})`;
        return `${unnamed ? `f${at}` : quotedName(field.name)} := ${encodeParts(field.type, part, depth)}`;
      });
      return unlessNull(value, `struct_pack(${parts.join(', ')})`);
    }
    case 'LIST':
    case 'ARRAY':
      return `list_transform(${value}, lambda ${item}: ${encodeParts(type.item, item, depth + 1)})`;
    case 'MAP':
      return mapEntries(
        value,
        item,
        encodeParts(type.key, `${item}.key`, depth + 1),
        encodeParts(type.value, `${item}.value`, depth + 1),
      );
    default:
      return value;
  }
}

function decodeParts(type: ColumnType, value: string, depth: number): string {
  const to = typeText(type);
  if (!hasParts(type)) return isStoredAsIs(type) ? value : `CAST(${value} AS ${to})`;
  const item = `v${depth}`;
  switch (type.id) {
    case 'INTERVAL':
      return `(to_months(${value}.months) + to_days(${value}.days) + to_microseconds(${value}.micros))`;
    case 'VARIANT':
      return decodeVariant(value);
    case 'UNION': {
      const cases = type.fields.map((field, at) => {
        const member = decodeParts(field.type, `${value}.m${at}`, depth);
        return `WHEN ${quoted(field.name)} THEN CAST(union_value(${quotedName(field.name)} := ${member}) AS ${to})`;
      });
      return `(CASE ${value}.tag ${cases.join(' ')} END)`;
    }
    case 'STRUCT': {
      const unnamed = isUnnamed(type.fields);
      const parts = type.fields.map((field, at) => {
        const part = `struct_extract(${value}, ${unnamed ? `'f${at}'` : quoted(field.name)})`;
        const decoded = decodeParts(field.type, part, depth);
        return unnamed ? decoded : `${quotedName(field.name)} := ${decoded}`;
      });
      return unlessNull(value, `${unnamed ? 'row' : 'struct_pack'}(${parts.join(', ')})`);
    }
    case 'LIST':
    case 'ARRAY': {
      const list = `list_transform(${value}, lambda ${item}: ${decodeParts(type.item, item, depth + 1)})`;
      // The type of an unnamed struct cannot be spelled, so an array of such stays a list.
      const spelled = !holds(type, (part) => part.id === 'STRUCT' && isUnnamed(part.fields));
      return type.id === 'ARRAY' && spelled ? `CAST(${list} AS ${to})` : list;
    }
    case 'MAP':
      return mapEntries(
        value,
        item,
        decodeParts(type.key, `${item}.key`, depth + 1),
        decodeParts(type.value, `${item}.value`, depth + 1),
      );
    default:
      return value;
  }
}

function mapEntries(value: string, item: string, key: string, entry: string): string {
  const entries = `list_transform(map_entries(${value}), lambda ${item}: struct_pack(key := ${key}, value := ${entry}))`;
  return unlessNull(value, `map_from_entries(${entries})`);
}

function unlessNull(value: string, expression: string): string {
  return `(CASE WHEN ${value} IS NOT NULL THEN ${expression} END)`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
