import { ActionIcon, Menu, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChartBar, IconColumns2, IconDownload, IconTable } from '@tabler/icons-react';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import type { ColumnFilter, ResultOutput, SortKey } from '../../../../src/engines/duckdb/result.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { formatBytes } from '../../parts/format-bytes.ts';
import { RunTime } from '../cell/run-state.tsx';
import { ChartView } from '../chart/chart-view.tsx';
import { useNotebook } from '../context.ts';
import { type SharedCell, setStoa } from '../document/cell-shape.ts';
import { useCellFacts, usePart } from '../document/use-cells.ts';
import { FilterList, FilterMenu } from './filter-menu.tsx';
import styles from './result.module.css';
import { everyRow, ResultSource } from './result-source.ts';
import { ResultTable } from './result-table.tsx';

type View = 'table' | 'chart' | 'both';

/** Rows shown without scrolling. */
const rowsInView = 10;

interface ResultViewProps {
  readonly output: unknown;
  readonly cell: SharedCell;
}

/** A stored SQL result: its bar, and below it the table, a chart, or both. */
export const ResultView = memo(function ResultView({ output, cell }: ResultViewProps) {
  const result = parseResult(output);
  return result === null ? null : <OneResult result={result} cell={cell} />;
});

function parseResult(output: unknown): ResultOutput | null {
  if (typeof output !== 'object' || output === null) return null;
  const known = Reflect.get(output, 'version') === 1 && typeof Reflect.get(output, 'id') === 'string';
  return known ? (output as ResultOutput) : null;
}

function OneResult({ result, cell }: { result: ResultOutput; cell: SharedCell }) {
  const { t, language } = useTranslation();
  const { session } = useNotebook();
  const { view: stored, chart } = useCellFacts(cell, session.doc);
  const locked = usePart(session.state, (state) => state.readOnly);
  const phone = useMediaQuery('(max-width: 640px)') ?? false;
  const [sort, setSort] = useState<readonly SortKey[]>([]);
  const [where, setWhere] = useState<readonly ColumnFilter[]>([]);
  const [matches, setMatches] = useState<number | undefined>(undefined);
  const [waiting, setWaiting] = useState(false);
  const asked = useMemo(() => ({ sort, where }), [sort, where]);
  const source = useMemo(() => new ResultSource(session.base, result.id), [session, result.id]);
  const view: View = phone && stored === 'both' ? 'chart' : (stored ?? 'table');
  const [chosen, setChosen] = useState(false);
  const chooseView = (next: View) => {
    setChosen(next !== 'table');
    setStoa(cell, { view: next === 'table' ? undefined : next });
  };
  const storeChart = useCallback((spec: Record<string, unknown>) => setStoa(cell, { chart: spec }), [cell]);
  const number = new Intl.NumberFormat(language);
  const hasRows = result.columns.length > 0;
  if (isPlan(result)) return <QueryPlan result={result} source={source} cell={cell} />;
  const statement = result.statement !== undefined && !hasRows;
  if (statement || (!hasRows && !result.complete)) return <Statement result={result} cell={cell} />;
  const rows = Math.min(rowsInView, Math.max(1, result.rowCount));
  const height = rows * 24;
  const all = number.format(result.rowCount);
  const shown =
    where.length > 0 && matches !== undefined
      ? t('notebook.result.of', { matches: number.format(matches), rows: all })
      : all;
  const views: readonly (readonly [View, string, typeof IconTable])[] = [
    ['table', t('notebook.result.table'), IconTable],
    ['chart', t('notebook.result.chart'), IconChartBar],
    ...(phone ? [] : [['both', t('notebook.result.both'), IconColumns2] as const]),
  ];
  return (
    <div className={styles.result}>
      <div className={styles.bar}>
        <div className={styles.segments} role="radiogroup" aria-label={t('notebook.result.view')}>
          {views.map(([key, word, Icon]) => (
            <UnstyledButton
              key={key}
              role="radio"
              aria-checked={view === key}
              className={styles.segment}
              data-on={view === key || undefined}
              onClick={() => chooseView(key)}
            >
              <Icon size={16} stroke={1.75} aria-hidden="true" />
              {word}
            </UnstyledButton>
          ))}
        </div>
        <RunTime cell={cell} milliseconds={result.elapsedMs} state={result.state} percent={result.percent} />
        <span className={`${styles.counts} el`}>
          {t('notebook.result.rows', { count: result.rowCount, shown })}
          {!phone && `, ${t('notebook.result.columns', { count: result.columns.length })}`}
          {result.state === 'writing' && ` ${t('notebook.result.sofar')}`}
          {waiting && ` · ${t(where.length > 0 ? 'notebook.result.filtering' : 'notebook.result.sorting')}`}
        </span>
        <span className="grow" />
        <FilterMenu columns={result.columns} where={where} onWhere={setWhere} disabled={!result.complete} />
        <Menu>
          <Menu.Target>
            <ActionIcon
              aria-label={t(where.length > 0 ? 'notebook.result.exportFiltered' : 'notebook.result.export')}
              title={t(where.length > 0 ? 'notebook.result.exportFiltered' : 'notebook.result.export')}
              disabled={!result.complete}
            >
              <IconDownload size={16} stroke={1.75} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component="a" href={source.exportUrl('csv', asked)} download={`${result.name}.csv`}>
              CSV
            </Menu.Item>
            <Menu.Item component="a" href={source.exportUrl('parquet', asked)} download={`${result.name}.parquet`}>
              {result.bytes === undefined || where.length > 0
                ? 'Parquet'
                : `Parquet, ${formatBytes(result.bytes, language)}`}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <FilterList columns={result.columns} where={where} onWhere={setWhere} />
      <div className={view === 'both' ? styles.both : styles.one}>
        {view !== 'chart' && (
          <ResultTable
            result={result}
            source={source}
            view={asked}
            onSort={setSort}
            onWaiting={setWaiting}
            matches={matches}
            onMatches={setMatches}
            rows={rows}
          />
        )}
        {view !== 'table' && hasRows && (
          <ChartView
            output={result}
            source={source}
            where={where}
            spec={chart}
            onSpec={storeChart}
            keeps={chosen && !locked}
            height={Math.max(220, height - (view === 'both' ? 6 : 0))}
            locked={locked}
          />
        )}
      </div>
    </div>
  );
}

function isPlan({ columns }: ResultOutput): boolean {
  return columns.length === 2 && columns[0]?.name === 'explain_key' && columns[1]?.name === 'explain_value';
}

/** What EXPLAIN says is a drawing in text, not a table. */
function QueryPlan({ result, source, cell }: { result: ResultOutput; source: ResultSource; cell: SharedCell }) {
  const [rows, setRows] = useState(result.firstRows);
  useEffect(() => {
    if (!result.complete) return;
    const stop = new AbortController();
    // The first rows are cut at some length; the stored ones are whole.
    source.rows(0, 10, everyRow, stop.signal, true).then(
      (window) => setRows(window.rows),
      () => {},
    );
    return () => stop.abort();
  }, [source, result.complete]);
  return (
    <div>
      <div className={styles.bar}>
        <RunTime cell={cell} milliseconds={result.elapsedMs} state={result.state} percent={result.percent} />
      </div>
      {rows.map((row) => (
        <pre key={String(row[0])} className={styles.plan}>
          {String(row[1])}
        </pre>
      ))}
    </div>
  );
}

/** A statement without rows, or a query that has none yet. */
function Statement({ result, cell }: { result: ResultOutput; cell: SharedCell }) {
  const { t, language } = useTranslation();
  const count = new Intl.NumberFormat(language).format(result.rowCount);
  return (
    <div className={styles.bar}>
      <RunTime cell={cell} milliseconds={result.elapsedMs} state={result.state} percent={result.percent} />
      {result.statement !== undefined && (
        <span className={styles.counts}>
          {result.rowCount > 0
            ? t('notebook.result.changed', { statement: result.statement, rows: count })
            : t('notebook.result.executed', { statement: result.statement })}
        </span>
      )}
    </div>
  );
}
