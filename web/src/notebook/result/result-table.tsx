import { useEffect, useMemo, useRef, useState } from 'react';
import type { ResultOutput, SortKey } from '../../../../src/engines/duckdb/result.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { ColumnHead } from './column-head.tsx';
import { columnWidths } from './column-widths.ts';
import { copyRange } from './copy-range.ts';
import { GridPainter, type Range, rowHeight } from './grid-painter.ts';
import styles from './result.module.css';
import { ResultGone, type ResultSource, type ResultViewOf, RowCache } from './result-source.ts';

const headHeight = 68;

interface ResultTableProps {
  readonly result: ResultOutput;
  readonly source: ResultSource;
  readonly view: ResultViewOf;
  readonly onSort: (sort: readonly SortKey[]) => void;
  /** Rows are awaited, longer than one notices. */
  readonly onWaiting: (waiting: boolean) => void;
  /** How many rows pass the filter; undefined where there is none, or while that is found out. */
  readonly matches: number | undefined;
  readonly onMatches: (matches: number | undefined) => void;
  /** How many rows are seen at once. */
  readonly rows: number;
}

/** The virtual table: any number of rows, fetched by windows as they come into view. */
export function ResultTable(props: ResultTableProps) {
  const { result, source, view, onSort, onWaiting, matches, onMatches, rows } = props;
  const { sort, where } = view;
  const { t, language } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const painter = useRef<GridPainter | null>(null);
  const [room, setRoom] = useState(0);
  const [range, setRange] = useState<Range | null>(null);
  const [problem, setProblem] = useState<'gone' | string | null>(null);
  const { columns, rowCount, complete, firstRows } = result;
  const indexWidth = Math.max(34, String(rowCount).length * 7 + 18);
  const widths = useMemo(
    () => columnWidths(columns, firstRows, language, room - indexWidth - 2),
    [columns, firstRows, language, room, indexWidth],
  );
  // Until everything is stored only the first rows can be asked for.
  const shownRows = complete ? (matches ?? rowCount) : firstRows.length;
  const cache = useMemo(
    () =>
      new RowCache({
        source,
        view,
        output: result,
        onRows: (count) => {
          onWaiting(false);
          if (view.where.length > 0) onMatches(count);
          setProblem(null);
          painter.current?.repaint();
        },
        onError: (error) => {
          onWaiting(false);
          setProblem(error instanceof ResultGone ? 'gone' : error instanceof Error ? error.message : String(error));
        },
      }),
    [source, view, result, onWaiting, onMatches],
  );
  useEffect(() => {
    setProblem(null);
    onMatches(undefined);
    onWaiting(view.sort.length > 0 || view.where.length > 0);
    return () => cache.close();
  }, [cache, view, onWaiting, onMatches]);
  const content = useMemo(
    () => ({
      columns,
      widths,
      rowCount: shownRows,
      language,
      row: (index: number) => cache.row(index),
      ask: (from: number, to: number) => complete && cache.ask(from, to),
    }),
    [columns, widths, shownRows, language, cache, complete],
  );
  const latest = useRef(content);
  latest.current = content;
  useEffect(() => {
    const [at, tall, sheet] = [scroller.current, spacer.current, pane.current];
    if (at === null || tall === null || sheet === null) return;
    const watch = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(at);
    const made = new GridPainter(
      { scroller: at, spacer: tall, pane: sheet, classes: gridClasses, headHeight, indexWidth, onRange: setRange },
      latest.current,
    );
    painter.current = made;
    return () => {
      watch.disconnect();
      made.close();
      painter.current = null;
    };
  }, [indexWidth]);
  useEffect(() => painter.current?.update(content), [content]);
  const width = indexWidth + widths.reduce((sum, one) => sum + one, 0);
  const onKey = (event: React.KeyboardEvent) => {
    const grid = painter.current;
    if (grid === null) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && range !== null) {
      event.preventDefault();
      event.stopPropagation();
      void copyRange(source, cache, columns, view, range).catch((error: unknown) => setProblem(String(error)));
      return;
    }
    if (event.key === 'Escape') {
      if (range === null) return;
      grid.select(null);
      event.stopPropagation();
      return;
    }
    const page = grid.pageRows;
    const moves: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-page, 0],
      PageDown: [page, 0],
      Home: event.ctrlKey ? [-shownRows, 0] : [0, -columns.length],
      End: event.ctrlKey ? [shownRows, 0] : [0, columns.length],
    };
    const move = moves[event.key];
    if (move === undefined || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    grid.step(move[0], move[1], event.shiftKey);
  };
  const toggleSort = (column: number) => {
    const before = sort.find((one) => one.column === column);
    onSort(
      before === undefined ? [{ column, descending: false }] : before.descending ? [] : [{ column, descending: true }],
    );
  };
  return (
    <div className={styles.tableSide}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot hold millions of rows */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        aria-label={t('notebook.result.label', { name: result.name })}
        aria-rowcount={shownRows + 1}
        aria-colcount={columns.length + 1}
        tabIndex={0}
        onKeyDown={onKey}
        style={{ height: headHeight + rows * rowHeight + (room > 0 && width > room ? 11 : 1) }}
      >
        <div className={styles.sheet} style={{ width: Math.max(width, room) }}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: the buttons in it take the focus */}
          <div className={styles.heads} role="row" style={{ height: headHeight }}>
            <div className={styles.corner} style={{ width: indexWidth }} />
            {columns.map((column, index) => (
              <ColumnHead
                // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat
                key={index}
                column={column}
                index={index}
                width={widths[index] ?? 0}
                source={source}
                complete={complete && problem !== 'gone'}
                sorted={sort.find((one) => one.column === index)}
                onSort={toggleSort}
              />
            ))}
          </div>
          <div ref={spacer} className={styles.spacer}>
            <div ref={pane} className={styles.pane} style={{ top: headHeight }} />
          </div>
        </div>
      </div>
      {problem !== null && (
        <div className={styles.foot} role="alert">
          <span className="fail">
            {problem === 'gone' ? t('notebook.result.gone') : t('notebook.result.failed', { why: problem })}
          </span>
        </div>
      )}
      {where.length > 0 && matches === 0 && problem === null && (
        <div className={styles.foot}>{t('notebook.result.noMatch')}</div>
      )}
      {result.state === 'cancelled' && <div className={styles.foot}>{t('notebook.result.cancelled')}</div>}
    </div>
  );
}

const gridClasses = {
  row: styles.row ?? '',
  index: styles.index ?? '',
  cell: styles.cell ?? '',
  number: styles.number ?? '',
  nothing: styles.nothing ?? '',
  waiting: styles.waiting ?? '',
  chosen: styles.chosen ?? '',
  focus: styles.focus ?? '',
};
