/**
 * How a VARIANT is stored: DuckDB writes it into Parquet only as a whole column and only with the types that Parquet's
 * variant has. Kept are the kind and text of the value, its JSON, and Parquet's bytes where there are such.
 */
export function encodeVariant(value: string): string {
  const bytes = `CAST(TRY(variant_to_parquet_variant(${value})) AS STRUCT(metadata BLOB, value BLOB))`;
  return [
    `struct_pack(kind := variant_typeof(${value}), "text" := CAST(${value} AS VARCHAR)`,
    `"json" := CAST(CAST(${value} AS JSON) AS VARCHAR)`,
    `bytes := struct_extract(${bytes}, 'metadata') || struct_extract(${bytes}, 'value'))`,
  ].join(', ');
}

/** Kinds that Parquet's bytes change or lack, and the type whose text brings them back. */
const fromText: readonly (readonly [kind: string, type: string])[] = [
  ['UINT8', 'UTINYINT'],
  ['UINT16', 'USMALLINT'],
  ['UINT32', 'UINTEGER'],
  ['UINT64', 'UBIGINT'],
  ['UINT128', 'UHUGEINT'],
  ['INT128', 'HUGEINT'],
  ['BIGNUM', 'BIGNUM'],
  ['BITSTRING', 'BIT'],
  ['INTERVAL', 'INTERVAL'],
  ['TIMESTAMP_SEC', 'TIMESTAMP_S'],
  ['TIMESTAMP_MILIS', 'TIMESTAMP_MS'],
  ['TIME_NANOS', 'TIME_NS'],
  ['TIME_MICROS_TZ', 'TIMETZ'],
  ['GEOMETRY', 'GEOMETRY'],
];

/**
 * What is nested and holds such kinds comes back with their text in their place.
 * The casts are tried: DuckDB may make them for rows of other kinds too.
 */
export function decodeVariant(value: string): string {
  const cases = fromText.map(
    ([kind, type]) => `WHEN ${value}.kind = '${kind}' THEN CAST(TRY_CAST(${value}."text" AS ${type}) AS VARIANT)`,
  );
  const bytes = `WHEN ${value}.bytes IS NOT NULL THEN variant_bytes_to_variant(${value}.bytes)`;
  const rest = `WHEN ${value}."json" IS NOT NULL THEN CAST(TRY_CAST(${value}."json" AS JSON) AS VARIANT)`;
  return `(CASE ${[...cases, bytes, rest].join(' ')} END)`;
}
