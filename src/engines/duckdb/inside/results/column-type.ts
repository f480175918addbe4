import type { DuckDBType } from '@duckdb/node-api';
import type { ColumnType, Field, ScalarId } from '../../rules/column-type.ts';
import { scalarIds } from '../../rules/column-type.ts';
import { loadDuckDB } from '../load-duckdb.ts';

/** The tree of a type that DuckDB's library describes. */
export async function describeType(type: DuckDBType): Promise<ColumnType> {
  const duckdb = await loadDuckDB();
  return describe(type, duckdb);
}

function describe(type: DuckDBType, duckdb: typeof import('@duckdb/node-api')): ColumnType {
  if (type instanceof duckdb.DuckDBDecimalType) return { id: 'DECIMAL', width: type.width, scale: type.scale };
  if (type instanceof duckdb.DuckDBEnumType) return { id: 'ENUM', values: [...type.values] };
  if (type instanceof duckdb.DuckDBListType) return { id: 'LIST', item: describe(type.valueType, duckdb) };
  if (type instanceof duckdb.DuckDBArrayType)
    return { id: 'ARRAY', item: describe(type.valueType, duckdb), length: type.length };
  if (type instanceof duckdb.DuckDBMapType)
    return { id: 'MAP', key: describe(type.keyType, duckdb), value: describe(type.valueType, duckdb) };
  if (type instanceof duckdb.DuckDBStructType)
    return { id: 'STRUCT', fields: fields(type.entryNames, type.entryTypes, duckdb) };
  if (type instanceof duckdb.DuckDBUnionType)
    return { id: 'UNION', fields: fields(type.memberTags, type.memberTypes, duckdb) };
  if (type.alias === 'JSON') return { id: 'JSON' };
  const id: string = duckdb.DuckDBTypeId[type.typeId];
  // Untyped NULL and what a newer DuckDB may bring are shown and stored as text.
  return { id: isScalar(id) ? id : 'VARCHAR' };
}

function isScalar(id: string): id is ScalarId {
  return (scalarIds as readonly string[]).includes(id);
}

function fields(
  names: readonly string[],
  types: readonly DuckDBType[],
  duckdb: typeof import('@duckdb/node-api'),
): Field[] {
  return types.map((type, at) => ({ name: names[at] ?? '', type: describe(type, duckdb) }));
}
