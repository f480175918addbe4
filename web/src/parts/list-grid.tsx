import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './list.module.css';
import { ListHead } from './list-head.tsx';
import type { ListProps } from './list-props.ts';
import { ListRow, type RowActs } from './list-row.tsx';
import { rangeOfKeys } from './row-range.ts';
import type { Order } from './sort-rows.ts';

interface ListGridProps<Row> extends ListProps<Row> {
  rows: readonly Row[];
  order: Order;
  setOrder: (order: Order) => void;
  rowHeight: number;
}

const virtualFrom = 200;
const page = 15;
/** Rows before the end at which more are fetched. */
const nearEnd = 20;

/** The full list: heads and rows, of which only those in view are drawn above 200. Arrow keys move between rows. */
export function ListGrid<Row>(props: ListGridProps<Row>) {
  const { rows, columns, keyOf, rowHeight, chosen, choose, open, enter, onRowKey, onRowMenu, onEnd } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef(0);
  const [focused, setFocused] = useState(0);
  const virtual = rows.length > virtualFrom;
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = virtual
    ? virtualizer.getVirtualItems().map((item) => ({ index: item.index, top: item.start }))
    : rows.map((_, index) => ({ index, top: null }));
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - nearEnd) onEnd?.();
  }, [last, rows.length, onEnd]);

  const acts = useMemo((): RowActs<Row> => {
    const go = (index: number) => {
      const next = Math.max(0, Math.min(rows.length - 1, index));
      setFocused(next);
      if (virtual) virtualizer.scrollToIndex(next);
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
      return next;
    };
    const extend = (index: number) => choose?.(new Set(rangeOfKeys(rows, keyOf, anchor.current, index)));
    const mark = (index: number) => {
      const row = rows[index];
      if (!row || !choose || !chosen) return;
      anchor.current = index;
      const next = new Set(chosen);
      if (!next.delete(keyOf(row))) next.add(keyOf(row));
      choose(next);
    };
    const key = (event: KeyboardEvent, index: number) => {
      const row = rows[index];
      if (!row || isControl(event.target)) return;
      const target = movesTo(event.key, index, rows.length);
      if (target !== undefined) {
        const to = go(target);
        if (event.shiftKey) extend(to);
      } else if (event.key === 'Enter') (enter ?? open)?.(row);
      else if (event.key === ' ' && choose) event.shiftKey ? extend(index) : mark(index);
      else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && choose) choose(new Set(rows.map(keyOf)));
      else return onRowKey?.(event, row);
      event.preventDefault();
    };
    return {
      focus: setFocused,
      key,
      mark,
      menu: (event, row) => onRowMenu?.(event, row),
      enter: (row) => enter?.(row),
      click: (event, row, index) => {
        if (event.shiftKey && choose) return extend(index);
        if ((event.ctrlKey || event.metaKey) && choose) return mark(index);
        anchor.current = index;
        open?.(row);
      },
    };
  }, [rows, keyOf, chosen, choose, open, enter, onRowKey, onRowMenu, virtual, virtualizer]);

  const all = useMemo(
    () => chosen !== undefined && rows.length > 0 && rows.every((row) => chosen.has(keyOf(row))),
    [rows, chosen, keyOf],
  );
  const box = chosen ? '24px' : '';
  const tracks = {
    '--tracks': [box, ...columns.map((column) => column.width ?? 'minmax(0, 1fr)')].join(' '),
    '--tracks-narrow': [
      box,
      ...columns.filter((one) => !one.wide).map((one) => one.phoneWidth ?? one.width ?? 'minmax(0, 1fr)'),
    ].join(' '),
    '--row-height': `${rowHeight}px`,
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual table cannot be a table element
    <div
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      className={styles.grid}
      ref={scroller}
      style={{ ...tracks, ...(virtual && !props.fill ? { maxHeight: 560 } : {}) }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="row" tabIndex={-1} className={`${styles.row} ${styles.headRow}`} aria-rowindex={1}>
        {chosen ? (
          <Checkbox
            size="xs"
            aria-label={t('parts.selectAll')}
            checked={all}
            indeterminate={!all && chosen.size > 0}
            onChange={() => choose?.(all ? new Set() : new Set(rows.map(keyOf)))}
          />
        ) : null}
        {columns.map((column) => (
          <ListHead key={column.id} column={column} order={props.order} setOrder={props.setOrder} />
        ))}
      </div>
      <div style={virtual ? { height: virtualizer.getTotalSize(), position: 'relative' } : undefined}>
        {shown.map(({ index, top }) => {
          const row = rows[index];
          if (!row) return null;
          const key = keyOf(row);
          return (
            <ListRow
              key={key}
              row={row}
              index={index}
              top={top}
              columns={columns}
              checked={chosen ? chosen.has(key) : null}
              current={props.current === key}
              reachable={index === Math.min(focused, rows.length - 1) || (virtual && index === shown[0]?.index)}
              opens={open !== undefined}
              selectLabel={chosen ? t('parts.selectRow', { name: props.nameOf(row) }) : ''}
              acts={acts}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The row that a key leads to; undefined for a key that does not move. */
function movesTo(key: string, index: number, count: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: count - 1,
    PageDown: index + page,
    PageUp: index - page,
  };
  return moves[key];
}

/** Keys typed into a control within a row are the control's. */
function isControl(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('button, a, input, [role="menu"]') !== null;
}
