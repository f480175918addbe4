/** DuckDB's words, parted by blanks; also those that stand for types and functions. */
export const keywords =
  'abort add after all alter always analyze and anti any array as asc asof at attach authorization begin between both by ' +
  'call cascade case cast check checkpoint collate column commit conflict constraint copy create cross csv cube current ' +
  'cycle data database deallocate default deferrable delete desc describe detach distinct do drop else end enum escape ' +
  'except exclude execute exists explain export extension filter first following for force foreign format from full ' +
  'function generated glob global group grouping groups having if ignore ilike import in include index inner insert ' +
  'install intersect interval into invalid is isnull join key lambda last lateral left like limit load local macro map ' +
  'materialized natural no not nothing notnull null nulls of offset on only option or order ordinality others outer over ' +
  'partition partitioned percent pivot pivot_longer pivot_wider positional pragma preceding prepare primary qualify range ' +
  'read recursive references rename replace reset respect restrict returning right rollback rollup row rows sample schema ' +
  'select semi sequence set sets show similar some start struct summarize symmetric table tables tablesample temp ' +
  'temporary then ties to transaction trigger truncate try_cast type unbounded union unique unpivot update use using ' +
  'vacuum values view virtual when where window with within without';

export const types =
  'bigint bit blob bool boolean bytea char character date datetime decimal double enum float float4 float8 hugeint int int1 ' +
  'int2 int4 int8 integer interval json list long map numeric real short signed smallint string struct text time timestamp ' +
  'timestamptz tinyint ubigint uhugeint uinteger union usmallint utinyint uuid varbinary varchar';

export const functions =
  'abs age any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg bit_and bit_or bool_and bool_or ' +
  'ceil ceiling coalesce concat concat_ws contains corr count count_if covar_pop covar_samp cume_dist current_date ' +
  'current_timestamp date_add date_diff date_part date_sub date_trunc day dayname dayofweek dayofyear dense_rank epoch exp ' +
  'extract favg first first_value floor format fsum generate_series geomean greatest hash histogram hour ifnull ' +
  'json_extract kurtosis lag last last_day last_value lead least left length list_aggregate list_contains ln log log10 log2 ' +
  'lower lpad ltrim make_date make_timestamp max max_by md5 median min min_by minute mod mode month monthname now nth_value ' +
  'ntile nullif parse_filename percent_rank pi position pow power printf product quantile quantile_cont quantile_disc ' +
  'quarter random range rank read_csv read_json read_parquet regexp_extract regexp_matches regexp_replace regr_slope repeat ' +
  'replace reverse right round row_number rpad rtrim second sign skewness split_part sqrt starts_with stddev stddev_pop ' +
  'stddev_samp strftime string_agg string_split strlen strptime struct_pack substr substring sum time_bucket to_json today ' +
  'trim trunc typeof unnest upper uuid var_pop var_samp variance week weekofyear year';
