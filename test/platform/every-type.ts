/**
 * A column of a SQL result for each type of DuckDB, with the values at which something could get lost.
 * Every column ends in a NULL besides.
 */
export interface TypeColumn {
  readonly name: string;
  /** As a CAST takes it. */
  readonly type: string;
  /** SQL expressions, one a row. */
  readonly values: readonly string[];
  /** The dtype of the pandas column. */
  readonly dtype: string;
  /** The same values as Python expressions; `NA` is what pandas has for nothing. */
  readonly python: readonly string[];
}

const column = (
  name: string,
  type: string,
  dtype: string,
  values: readonly (readonly [sql: string, python: string])[],
): TypeColumn => ({
  name,
  type,
  dtype,
  values: values.map(([sql]) => sql),
  python: values.map(([, python]) => python),
});

const whole = (name: string, dtype: string, least: string, greatest: string) =>
  column(name, name.toUpperCase(), dtype, [
    [`'${least}'`, least],
    [`'${greatest}'`, greatest],
    ["'1'", '1'],
  ]);

const text = (sql: string, python: string): readonly [string, string] => [sql, python];

export const everyType: readonly TypeColumn[] = [
  column('boolean', 'BOOLEAN', 'boolean', [text('true', 'True'), text('false', 'False')]),
  whole('tinyint', 'Int8', '-128', '127'),
  whole('smallint', 'Int16', '-32768', '32767'),
  whole('integer', 'Int32', '-2147483648', '2147483647'),
  whole('bigint', 'Int64', '-9223372036854775808', '9223372036854775807'),
  whole('utinyint', 'UInt8', '0', '255'),
  whole('usmallint', 'UInt16', '0', '65535'),
  whole('uinteger', 'UInt32', '0', '4294967295'),
  whole('ubigint', 'UInt64', '0', '18446744073709551615'),
  whole('hugeint', 'object', '-170141183460469231731687303715884105728', '170141183460469231731687303715884105727'),
  whole('uhugeint', 'object', '0', '340282366920938463463374607431768211455'),
  whole('bignum', 'object', `-${'9'.repeat(200)}`, `1${'0'.repeat(200)}`),
  column('float', 'FLOAT', 'float[pyarrow]', [
    ["'0.1'", "numpy.float32('0.1')"],
    ["'-0'", '-0.0'],
    ["'nan'", "float('nan')"],
    ["'-inf'", "float('-inf')"],
    ["'3.4028235e38'", "numpy.float32('3.4028235e38')"],
    ["'1e-45'", "numpy.float32('1e-45')"],
  ]),
  column('double', 'DOUBLE', 'double[pyarrow]', [
    ["'0.1'", '0.1'],
    ["'-0'", '-0.0'],
    ["'nan'", "float('nan')"],
    ["'inf'", "float('inf')"],
    ["'1.7976931348623157e308'", '1.7976931348623157e308'],
    ["'5e-324'", '5e-324'],
    ["'0.30000000000000004'", '0.30000000000000004'],
  ]),
  ...(
    [
      ['4,1', '999.9'],
      ['9,4', '99999.9999'],
      ['18,18', '0.999999999999999999'],
      ['38,10', '9999999999999999999999999999.9999999999'],
      ['38,0', '99999999999999999999999999999999999999'],
    ] as const
  ).map(([size, most]) =>
    column(`decimal(${size})`, `DECIMAL(${size})`, 'object', [
      [`'${most}'`, `Decimal('${most}')`],
      [`'-${most}'`, `Decimal('-${most}')`],
    ]),
  ),
  column('date', 'DATE', 'datetime64[ms]', [
    ["'1992-02-29'", "Timestamp('1992-02-29')"],
    ["'0001-01-01'", "Timestamp('0001-01-01')"],
    ["'9999-12-31'", "Timestamp('9999-12-31')"],
  ]),
  column('endless date', 'DATE', 'object', [
    ["'infinity'", "'infinity'"],
    ["'-infinity'", "'-infinity'"],
    ["'1992-02-29'", 'date(1992, 2, 29)'],
    ["'0044-03-15 (BC)'", "numpy.datetime64('-0043-03-15')"],
    ["'5881580-07-10'", "numpy.datetime64('5881580-07-10')"],
  ]),
  column('time', 'TIME', 'object', [
    ["'00:00:00'", 'time(0, 0)'],
    ["'23:59:59.999999'", 'time(23, 59, 59, 999999)'],
  ]),
  column('time to midnight', 'TIME', 'object', [
    ["'24:00:00'", "'24:00:00'"],
    ["'00:00:00'", 'time(0, 0)'],
  ]),
  column('time_ns', 'TIME_NS', 'timedelta64[ns]', [
    ["'00:00:00'", "Timedelta('00:00:00')"],
    ["'12:34:56.123456789'", "Timedelta('12:34:56.123456789')"],
    ["'23:59:59.999999999'", "Timedelta('23:59:59.999999999')"],
    ["'24:00:00'", "Timedelta('24:00:00')"],
  ]),
  column('timetz', 'TIME WITH TIME ZONE', 'object', [
    ["'00:00:00+15:59:59'", 'time(0, 0, tzinfo=zone(hours=15, minutes=59, seconds=59))'],
    ["'23:59:59.999999-15:59:59'", 'time(23, 59, 59, 999999, tzinfo=zone(hours=-15, minutes=-59, seconds=-59))'],
    ["'24:00:00+00'", "'24:00:00+00'"],
  ]),
  column('timestamp', 'TIMESTAMP', 'datetime64[us]', [
    ["'1992-02-29 12:34:56.789012'", "Timestamp('1992-02-29 12:34:56.789012')"],
    ["'0001-01-01'", "Timestamp('0001-01-01')"],
    ["'9999-12-31 23:59:59.999999'", "Timestamp('9999-12-31 23:59:59.999999')"],
  ]),
  column('endless timestamp', 'TIMESTAMP', 'object', [
    ["'infinity'", "'infinity'"],
    ["'-infinity'", "'-infinity'"],
    ["'1992-02-29 12:34:56.789012'", 'datetime(1992, 2, 29, 12, 34, 56, 789012)'],
    ["'294247-01-10 04:00:54.775806'", "numpy.datetime64('294247-01-10T04:00:54.775806')"],
    ["'290309-12-22 (BC) 00:00:00'", "numpy.datetime64('-290308-12-22T00:00:00', 'us')"],
  ]),
  column('timestamp_s', 'TIMESTAMP_S', 'datetime64[s]', [
    ["'1992-02-29 12:34:56'", "Timestamp('1992-02-29 12:34:56')"],
    ["'1969-12-31 23:59:59'", "Timestamp('1969-12-31 23:59:59')"],
  ]),
  column('endless timestamp_s', 'TIMESTAMP_S', 'object', [
    ["'infinity'", "'infinity'"],
    ["'1992-02-29 12:34:56'", 'datetime(1992, 2, 29, 12, 34, 56)'],
    ["'290309-12-22 (BC) 00:00:00'", "numpy.datetime64('-290308-12-22T00:00:00', 's')"],
  ]),
  column('timestamp_ms', 'TIMESTAMP_MS', 'datetime64[ms]', [
    ["'1992-02-29 12:34:56.789'", "Timestamp('1992-02-29 12:34:56.789')"],
    ["'1969-12-31 23:59:59.999'", "Timestamp('1969-12-31 23:59:59.999')"],
  ]),
  column('timestamp_ns', 'TIMESTAMP_NS', 'datetime64[ns]', [
    ["'1992-02-29 12:34:56.789012345'", "Timestamp('1992-02-29 12:34:56.789012345')"],
    ["'2262-04-11 23:47:16.854775806'", "Timestamp('2262-04-11 23:47:16.854775806')"],
  ]),
  column('endless timestamp_ns', 'TIMESTAMP_NS', 'object', [
    ["'infinity'", "'infinity'"],
    ["'1992-02-29 12:34:56.789012345'", "Timestamp('1992-02-29 12:34:56.789012345')"],
  ]),
  column('timestamptz', 'TIMESTAMP WITH TIME ZONE', 'datetime64[us, Asia/Kathmandu]', [
    ["'1992-02-29 12:34:56.789012+02'", "Timestamp('1992-02-29 10:34:56.789012', tz='UTC')"],
    ["'2024-06-30 23:59:59.999999Z'", "Timestamp('2024-06-30 23:59:59.999999', tz='UTC')"],
  ]),
  column('endless timestamptz', 'TIMESTAMP WITH TIME ZONE', 'object', [
    ["'infinity'", "'infinity'"],
    ["'1992-02-29 12:34:56.789012+02'", 'datetime(1992, 2, 29, 10, 34, 56, 789012, tzinfo=timezone.utc)'],
  ]),
  column('interval', 'INTERVAL', 'object', [
    ["'1 year 2 months -3 days 04:05:06.789012'", 'DateOffset(months=14, days=-3, microseconds=14706789012)'],
    ["'-1 month'", 'DateOffset(months=-1, days=0, microseconds=0)'],
    ['to_microseconds(-9223372036854775807)', 'DateOffset(months=0, days=0, microseconds=-9223372036854775807)'],
    ['to_months(2147483647)', 'DateOffset(months=2147483647, days=0, microseconds=0)'],
  ]),
  column('varchar', 'VARCHAR', 'str', [
    ["''", "''"],
    ["'NULL'", "'NULL'"],
    ["chr(0) || 'a'", "'\\0a'"],
    ["'𝄞 é 中文'", "'𝄞 é 中文'"],
    ["'a,\"b\"' || chr(10) || chr(13) || chr(9) || ' '", '\'a,"b"\\n\\r\\t \''],
    ["'012'", "'012'"],
    ["repeat('long ', 1000)", "'long ' * 1000"],
  ]),
  column('json', 'JSON', 'str', [
    [`'{"a": [1, null, "x"]}'`, `'{"a": [1, null, "x"]}'`],
    ["'null'", "'null'"],
    ["'9007199254740993'", "'9007199254740993'"],
  ]),
  column('blob', 'BLOB', 'object', [
    ["''", "b''"],
    ["'\\x00\\xFF\\x0Aa'", "b'\\x00\\xff\\na'"],
  ]),
  column('bit', 'BIT', 'str', [
    ["'0'", "'0'"],
    ["'010101010101010101'", "'010101010101010101'"],
  ]),
  column('uuid', 'UUID', 'object', [
    ["'00000000-0000-0000-0000-000000000000'", "UUID('00000000-0000-0000-0000-000000000000')"],
    ["'ffffffff-ffff-4fff-bfff-ffffffffffff'", "UUID('ffffffff-ffff-4fff-bfff-ffffffffffff')"],
  ]),
  column('enum', "ENUM('b', 'a''c', '')", 'category', [
    ["'a''c'", '"a\'c"'],
    ["''", "''"],
  ]),
  column('geometry', 'GEOMETRY', 'object', [
    ["'POINT (1 2)'", "struct.pack('<BIdd', 1, 1, 1, 2)"],
    ["'LINESTRING (0 0, 1.5 -2)'", "struct.pack('<BIIdddd', 1, 2, 2, 0, 0, 1.5, -2)"],
  ]),
  column('list', 'VARCHAR[]', 'object', [
    [`['NULL', NULL, 'a,b', '"', '', '[', ' ']`, `['NULL', None, 'a,b', '"', '', '[', ' ']`],
    ['[]', '[]'],
  ]),
  column('array', 'HUGEINT[2][2]', 'object', [
    ['[[1, 170141183460469231731687303715884105727], [3, NULL]]', '[[1, 2**127 - 1], [3, None]]'],
  ]),
  column('struct', `STRUCT("a b" HUGEINT, "q""" STRUCT(t TIMETZ, i INTERVAL), v VARCHAR)`, 'object', [
    [
      `{'a b': 7, 'q"': {'t': '01:02:03+05'::TIMETZ, 'i': INTERVAL '1 month'}, 'v': 'NULL'}`,
      `{'a b': 7, 'q"': {'t': time(1, 2, 3, tzinfo=zone(hours=5)), 'i': DateOffset(months=1, days=0, microseconds=0)}, 'v': 'NULL'}`,
    ],
    [`{'a b': NULL, 'q"': NULL, 'v': NULL}`, `{'a b': None, 'q"': None, 'v': None}`],
  ]),
  column('map', 'MAP(HUGEINT, INTERVAL)', 'object', [
    ["MAP {1: INTERVAL '1 month', 2: NULL}", '{1: DateOffset(months=1, days=0, microseconds=0), 2: None}'],
    ['MAP {}', '{}'],
  ]),
  column('union', 'UNION(n HUGEINT, m HUGEINT, s VARCHAR, l INTEGER[])', 'object', [
    ['union_value(n := 1::HUGEINT)', "{'n': 1}"],
    ['union_value(m := 1::HUGEINT)', "{'m': 1}"],
    ["union_value(s := '1')", "{'s': '1'}"],
    ['union_value(l := [1, NULL])', "{'l': [1, None]}"],
    ['union_value(s := NULL::VARCHAR)', "{'s': None}"],
  ]),
  column('variant', 'VARIANT', 'object', [
    ['42::UTINYINT', '42'],
    ["'-170141183460469231731687303715884105728'::HUGEINT", '-(2**127)'],
    ["'42'", "'42'"],
    ['1.50::DECIMAL(4,2)', "Decimal('1.50')"],
    ["INTERVAL '1 month 2 days'", "'1 month 2 days'"],
    ['true', 'True'],
    [
      "{'a': 1::VARIANT, 'b': ['x'::VARIANT, NULL, (9223372036854775807)::VARIANT, {'c': 0.5::DOUBLE}::VARIANT]}",
      "{'a': 1, 'b': ['x', None, 9223372036854775807, {'c': 0.5}]}",
    ],
  ]),
  column('times in a list', 'STRUCT(d DATE, t TIMESTAMP, n TIMESTAMP_NS, c TIME)[]', 'object', [
    [
      "[{'d': '1992-02-29', 't': '1992-02-29 12:34:56.789012', 'n': '1992-02-29 12:34:56.789012345', 'c': '12:34:56'}]",
      "[{'d': date(1992, 2, 29), 't': datetime(1992, 2, 29, 12, 34, 56, 789012), 'n': Timestamp('1992-02-29 12:34:56.789012345'), 'c': time(12, 34, 56)}]",
    ],
    [
      "[{'d': 'infinity', 't': '-infinity', 'n': NULL, 'c': '24:00:00'}, NULL]",
      "[{'d': 'infinity', 't': '-infinity', 'n': None, 'c': '24:00:00'}, None]",
    ],
  ]),
];

/** Rows of `everyTypeQuery`, the last one all NULL. */
export const everyTypeRows = Math.max(...everyType.map(({ values }) => values.length)) + 1;

/** One query of all the columns, in order; shorter columns are filled with NULL. */
export const everyTypeQuery = Array.from({ length: everyTypeRows }, (_, row) => {
  const cells = everyType.map(({ name, type, values }) => `CAST(${values[row] ?? 'NULL'} AS ${type}) AS "${name}"`);
  return `SELECT ${cells.join(',\n  ')}`;
}).join('\nUNION ALL ');
