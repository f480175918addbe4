import { type ColumnFilter, chartAggregates, chartMarks, type PointsRequest, type SortKey } from '../result.ts';

/** What a request said that cannot be: a column that is not there, a test that is none. */
export class ViewInvalid extends Error {
  readonly code = 'request-invalid';
}

const mostFilters = 20;
const longestValue = 10_000;

const tests: readonly string[] = ['contains', '=', '!=', '<', '<=', '>', '>=', 'is null', 'is not null'];

/** `2:desc,0` to sort keys. */
export function parseSort(text: string, columnCount: number): SortKey[] {
  if (text === '') return [];
  return text.split(',').map((key) => {
    const [, index, direction] = /^(\d+)(?::(asc|desc))?$/.exec(key) ?? [];
    if (index === undefined) throw new ViewInvalid(`"sort" is "${text}", expected <column index>:asc or :desc`);
    return { column: existing(Number(index), columnCount), descending: direction === 'desc' };
  });
}

export function parseWhere(text: string, columnCount: number): ColumnFilter[] {
  if (text === '') return [];
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new ViewInvalid('"where" is not JSON');
  }
  if (!Array.isArray(found)) throw new ViewInvalid('"where" is not a list of filters');
  if (found.length > mostFilters) throw new ViewInvalid(`"where" has more than ${mostFilters} filters`);
  return found.map((item: Record<string, unknown> | null) => {
    const { column, test, value } = item ?? {};
    if (typeof column !== 'number') throw new ViewInvalid('"where": "column" is not a number');
    if (typeof test !== 'string' || !tests.includes(test))
      throw new ViewInvalid(`"where": "test" is "${String(test)}", expected one of ${tests.join(', ')}`);
    const needsValue = test !== 'is null' && test !== 'is not null';
    if (needsValue && typeof value !== 'string') throw new ViewInvalid('"where": "value" is not a text');
    if (String(value).length > longestValue) throw new ViewInvalid('"where": "value" is too long');
    const filter = { column: existing(column, columnCount), test: test as ColumnFilter['test'] };
    return needsValue ? { ...filter, value: String(value) } : filter;
  });
}

/** `mark=bar&axis=0&measure=1&aggregate=sum&color=2` to what a chart shows. */
export function parsePoints(query: URLSearchParams, columnCount: number): PointsRequest {
  const oneOf = <T extends string>(name: string, known: readonly T[]): T => {
    const found = known.find((one) => one === query.get(name));
    if (found === undefined)
      throw new ViewInvalid(`"${name}" is "${query.get(name)}", expected one of ${known.join(', ')}`);
    return found;
  };
  const column = (name: string): number => {
    const text = query.get(name);
    if (text === null || !/^\d+$/.test(text)) throw new ViewInvalid(`"${name}" is "${text}", expected a column index`);
    return existing(Number(text), columnCount);
  };
  return {
    mark: oneOf('mark', chartMarks),
    axis: column('axis'),
    measure: column('measure'),
    aggregate: oneOf('aggregate', chartAggregates),
    ...(query.has('color') ? { color: column('color') } : {}),
  };
}

/**
 * SQL for `WHERE` and `ORDER BY` of a view, empty where nothing is asked.
 *
 * @param values  SQL for each column's value
 * @param types   DuckDB's type of each column
 */
export function viewClauses(
  sort: readonly SortKey[],
  where: readonly ColumnFilter[],
  values: readonly string[],
  types: readonly string[],
): { readonly where: string; readonly orderBy: string } {
  const conditions = where.map((filter) =>
    condition(filter, values[filter.column] ?? 'NULL', types[filter.column] ?? ''),
  );
  const keys = sort.map(({ column, descending }) => `${values[column]} ${descending ? 'DESC' : 'ASC'} NULLS LAST`);
  return {
    where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '',
    orderBy: keys.length > 0 ? `ORDER BY ${keys.join(', ')}` : '',
  };
}

function condition(filter: ColumnFilter, value: string, type: string): string {
  const text = `'${(filter.value ?? '').replaceAll("'", "''")}'`;
  switch (filter.test) {
    case 'contains':
      return `contains(lower(CAST(${value} AS VARCHAR)), lower(${text}))`;
    case 'is null':
      return `${value} IS NULL`;
    case 'is not null':
      return `${value} IS NOT NULL`;
    default:
      return `${value} ${filter.test} CAST(${text} AS ${type})`;
  }
}

function existing(column: number, columnCount: number): number {
  if (!Number.isInteger(column) || column < 0 || column >= columnCount)
    throw new ViewInvalid(`There is no column ${column}; the result has ${columnCount}`);
  return column;
}
