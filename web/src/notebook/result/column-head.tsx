import { UnstyledButton } from '@mantine/core';
import {
  IconBinary,
  IconBraces,
  IconCalendar,
  IconDecimal,
  IconHash,
  IconLetterCase,
  IconSortAscending,
  IconSortDescending,
  IconToggleLeft,
  type TablerIcon,
} from '@tabler/icons-react';
import { memo, useEffect, useState } from 'react';
import type { ColumnSummary, ResultColumn, SortKey } from '../../../../src/engines/duckdb/result.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { shortTimes, shortValue } from './format-value.ts';
import styles from './result.module.css';
import type { ResultSource } from './result-source.ts';

/** Summaries of more columns than this are not asked for unasked. */
const summarised = 40;

interface ColumnHeadProps {
  readonly column: ResultColumn;
  readonly index: number;
  readonly width: number;
  readonly source: ResultSource;
  readonly complete: boolean;
  readonly sorted: SortKey | undefined;
  readonly onSort: (column: number) => void;
}

/** Type, name, and what is in the column; a click sorts. */
export const ColumnHead = memo(function ColumnHead(props: ColumnHeadProps) {
  const { column, index, width, source, complete, sorted, onSort } = props;
  const { t } = useTranslation();
  const [summary, setSummary] = useState<ColumnSummary | null>(null);
  useEffect(() => {
    setSummary(null);
    if (!complete || index >= summarised) return;
    let current = true;
    source.summary(index).then(
      (here) => current && setSummary(here),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [source, index, complete]);
  const Icon = iconOf(column);
  const direction = sorted === undefined ? 'none' : sorted.descending ? 'descending' : 'ascending';
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    <div className={styles.head} role="columnheader" aria-colindex={index + 2} aria-sort={direction} style={{ width }}>
      <UnstyledButton
        className={styles.headButton}
        disabled={!complete}
        title={t('notebook.result.sortBy', { name: column.name, type: column.type })}
        onClick={() => onSort(index)}
      >
        <span className={styles.headName}>
          <Icon size={14} stroke={1.75} aria-label={column.type} />
          <span className="el">{column.name}</span>
          {sorted !== undefined &&
            (sorted.descending ? <IconSortDescending size={14} /> : <IconSortAscending size={14} />)}
        </span>
        {summary === null ? <span className={styles.noSummary} /> : <Summary summary={summary} column={column} />}
      </UnstyledButton>
    </div>
  );
});

function iconOf(column: ResultColumn): TablerIcon {
  if (column.kind === 'number') return /^(DOUBLE|FLOAT|DECIMAL)/.test(column.type) ? IconDecimal : IconHash;
  const icons = {
    text: IconLetterCase,
    time: IconCalendar,
    boolean: IconToggleLeft,
    nested: IconBraces,
    binary: IconBinary,
  };
  return icons[column.kind];
}

function Summary({ summary, column }: { summary: ColumnSummary; column: ResultColumn }) {
  const { t, language } = useTranslation();
  const { histogram, top, nulls, distinct, min, max } = summary;
  const number = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const empty = nulls > 0 ? t('notebook.result.nulls', { count: nulls, shown: number.format(nulls) }) : undefined;
  if (histogram !== undefined && histogram.length > 0) {
    const most = Math.max(...histogram.map((bin) => bin.count), 1);
    const step = 100 / histogram.length;
    const [from, to] =
      column.kind === 'time'
        ? shortTimes(String(min), String(max))
        : [shortValue(min, column, language), shortValue(max, column, language)];
    return (
      <span title={empty}>
        <svg className={styles.spark} viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">
          {histogram.map((bin, at) => {
            const height = bin.count === 0 ? 0 : Math.max(1, (21 * bin.count) / most);
            // biome-ignore lint/suspicious/noArrayIndexKey: bins are their place
            return <rect key={at} x={at * step} y={22 - height} width={step * 0.86} height={height} />;
          })}
        </svg>
        <span className={styles.spread}>
          <span className="el">{from}</span>
          <span className="el">{to}</span>
        </span>
      </span>
    );
  }
  const whole = (top ?? []).reduce((sum, one) => sum + one.count, 0);
  const first = top?.[0];
  let left = 0;
  return (
    <span title={empty}>
      <svg className={styles.spark} viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">
        {(top ?? []).map((one, at) => {
          const width = (100 * one.count) / Math.max(1, whole);
          const x = left;
          left += width;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: shares are their place
              key={at}
              x={x}
              y={8}
              width={Math.max(0, width - 0.8)}
              height={9}
              opacity={Math.max(0.25, 1 - at * 0.2)}
            />
          );
        })}
      </svg>
      <span className={styles.spread}>
        <span>{t('notebook.result.values', { count: distinct, shown: number.format(distinct) })}</span>
        {first !== undefined && distinct > 1 && <span className="el">{shortValue(first.value, column, language)}</span>}
      </span>
    </span>
  );
}
