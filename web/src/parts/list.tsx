import { Checkbox, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { GreyRows } from './grey-rows.tsx';
import styles from './list.module.css';
import { ProblemBox } from './problem-box.tsx';
import { rangeOfKeys } from './row-range.ts';
import { type Order, sortRows } from './sort-rows.ts';

export interface Column<Row> {
  readonly id: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** A CSS grid track; default `1fr`. */
  readonly width?: string;
  readonly numeric?: boolean;
  /** Another track on a phone. */
  readonly phoneWidth?: string;
  /** Not shown on a phone. */
  readonly wide?: boolean;
  /** Value to sort by; a column without one is not sortable. */
  readonly by?: (row: Row) => string | number | null;
}

/** Who sorts: the list itself, or the server that gives the rows in pages. */
export interface Sorting {
  readonly order: Order;
  readonly choose: (order: Order) => void;
}

interface ListProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  /** Undefined while nothing has arrived. */
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  error?: unknown;
  again?: () => void;
  empty: ReactNode;
  /** What the search field looks in; absent: no field. */
  searchIn?: (row: Row) => string;
  searchHint?: string;
  /** Stands right of the search field. */
  tools?: ReactNode;
  order?: Order;
  sorting?: Sorting;
  rowHeight?: number;
  /** Enter, or a click. */
  open?: (row: Row) => void;
  /** Double click, or Enter where rows are only chosen by a click. */
  enter?: (row: Row) => void;
  current?: string | undefined;
  chosen?: ReadonlySet<string>;
  choose?: (keys: ReadonlySet<string>) => void;
  /** Keys on a row that the list does not take itself. */
  onRowKey?: (event: KeyboardEvent, row: Row) => void;
  /** The end is near: fetch more. */
  onEnd?: () => void;
  foot?: ReactNode;
  /** Scrolls by itself and fills the height that it is given; otherwise it is as tall as its rows. */
  fill?: boolean;
}

const virtualFrom = 200;

/** A list with its four states: loading, empty, error, full (sorted, searchable, virtual above 200 rows). */
export function List<Row>(props: ListProps<Row>) {
  const { t } = useTranslation();
  const { columns, rowHeight = 36, keyOf } = props;
  const [ownOrder, setOwnOrder] = useState<Order>(props.order ?? { by: columns[0]?.id ?? '', up: true });
  const [search, setSearch] = useState('');
  const order = props.sorting?.order ?? ownOrder;
  const setOrder = props.sorting?.choose ?? setOwnOrder;
  const rows = useMemo(() => {
    if (!props.rows) return undefined;
    const wanted = search.trim().toLocaleLowerCase();
    const found =
      wanted && props.searchIn
        ? props.rows.filter((row) => props.searchIn?.(row).toLocaleLowerCase().includes(wanted))
        : props.rows;
    const by = props.sorting ? undefined : columns.find((column) => column.id === order.by)?.by;
    return by ? sortRows(found, by, order.up) : found;
  }, [props.rows, props.searchIn, props.sorting, search, columns, order]);

  const head =
    props.searchIn || props.tools ? (
      <div className={styles.tools}>
        {props.searchIn ? (
          <TextInput
            className={styles.search}
            aria-label={props.searchHint ?? t('parts.filter')}
            placeholder={props.searchHint ?? t('parts.filter')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            leftSection={<IconSearch size={16} stroke={1.75} />}
          />
        ) : null}
        <div className="grow" />
        {props.tools}
      </div>
    ) : null;

  let body: ReactNode;
  if (props.error && !rows)
    body = (
      <div className={styles.pad}>
        <ProblemBox error={props.error} again={props.again} />
      </div>
    );
  else if (!rows) body = <GreyRows height={rowHeight} />;
  else if (rows.length === 0 && search)
    body = (
      <div className={styles.pad}>
        {t('parts.nothingFits', { filter: search })}{' '}
        <button type="button" className={styles.link} onClick={() => setSearch('')}>
          {t('parts.clearFilter')}
        </button>
      </div>
    );
  else if (rows.length === 0) body = props.empty;
  else body = <Full {...props} rows={rows} order={order} setOrder={setOrder} keyOf={keyOf} rowHeight={rowHeight} />;

  return (
    <div className={props.fill ? styles.fill : styles.whole}>
      {head}
      {props.error && rows ? (
        <div className={styles.pad}>
          <ProblemBox error={props.error} again={props.again} />
        </div>
      ) : null}
      {body}
      {props.foot && rows ? <div className={`${styles.foot} t3`}>{props.foot}</div> : null}
    </div>
  );
}

interface FullProps<Row> extends ListProps<Row> {
  rows: readonly Row[];
  order: Order;
  setOrder: (order: Order) => void;
  rowHeight: number;
}

function Full<Row>(props: FullProps<Row>) {
  const { rows, columns, keyOf, rowHeight, chosen } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(0);
  const [anchor, setAnchor] = useState(0);
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
    : rows.map((_, index) => ({ index, top: 0 }));
  const last = shown.at(-1)?.index ?? 0;
  const { onEnd } = props;
  useEffect(() => {
    if (last >= rows.length - 20) onEnd?.();
  }, [last, rows.length, onEnd]);

  const template = [chosen ? '24px' : '', ...columns.map((column) => column.width ?? 'minmax(0, 1fr)')].join(' ');
  const narrow = [
    chosen ? '24px' : '',
    ...columns.filter((column) => !column.wide).map((column) => column.phoneWidth ?? column.width ?? 'minmax(0, 1fr)'),
  ].join(' ');
  const tracks = { '--tracks': template, '--tracks-narrow': narrow, '--row-height': `${rowHeight}px` };

  const focus = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setFocused(next);
    if (virtual) virtualizer.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
    return next;
  };
  const mark = (index: number, extend: boolean) => {
    const row = rows[index];
    if (!row || !props.choose || !chosen) return;
    if (extend) return props.choose(new Set(rangeOfKeys(rows, keyOf, anchor, index)));
    setAnchor(index);
    const next = new Set(chosen);
    if (!next.delete(keyOf(row))) next.add(keyOf(row));
    props.choose(next);
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const row = rows[index];
    if (!row || isControl(event.target)) return;
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: index + 15,
      PageUp: index - 15,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      const to = focus(target);
      if (event.shiftKey && props.choose) props.choose(new Set(rangeOfKeys(rows, keyOf, anchor, to)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      (props.enter ?? props.open)?.(row);
    } else if (event.key === ' ' && props.choose) {
      event.preventDefault();
      mark(index, event.shiftKey);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && props.choose) {
      event.preventDefault();
      props.choose(new Set(rows.map(keyOf)));
    } else props.onRowKey?.(event, row);
  };
  const all = chosen !== undefined && rows.length > 0 && rows.every((row) => chosen.has(keyOf(row)));

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
            onChange={() => props.choose?.(all ? new Set() : new Set(rows.map(keyOf)))}
          />
        ) : null}
        {columns.map((column) => (
          <Head key={column.id} column={column} order={props.order} setOrder={props.setOrder} />
        ))}
      </div>
      <div style={virtual ? { height: virtualizer.getTotalSize(), position: 'relative' } : undefined}>
        {shown.map(({ index, top }) => {
          const row = rows[index];
          if (!row) return null;
          const key = keyOf(row);
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              role="row"
              key={key}
              data-row={index}
              tabIndex={index === Math.min(focused, rows.length - 1) || (virtual && index === shown[0]?.index) ? 0 : -1}
              aria-rowindex={index + 2}
              aria-selected={props.current === key || chosen?.has(key) === true}
              className={styles.row}
              data-opens={props.open ? true : undefined}
              style={virtual ? { position: 'absolute', top, left: 0, right: 0 } : undefined}
              onFocus={() => setFocused(index)}
              onKeyDown={(event) => onKey(event, index)}
              onClick={(event) => {
                if (event.shiftKey && props.choose) return mark(index, true);
                if ((event.ctrlKey || event.metaKey) && props.choose) return mark(index, false);
                setAnchor(index);
                props.open?.(row);
              }}
              onDoubleClick={() => props.enter?.(row)}
            >
              {chosen ? (
                <Checkbox
                  size="xs"
                  tabIndex={-1}
                  aria-label={t('parts.selectRow', { name: props.nameOf(row) })}
                  checked={chosen.has(key)}
                  onClick={(event) => event.stopPropagation()}
                  onChange={() => mark(index, false)}
                />
              ) : null}
              {columns.map((column) => (
                // biome-ignore lint/a11y/useSemanticElements: see above
                <div
                  role="gridcell"
                  tabIndex={-1}
                  key={column.id}
                  className={`el ${column.wide ? styles.wide : ''} ${column.numeric ? 'num' : ''}`}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Keys typed into a control within a row are the control's. */
function isControl(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('button, a, input, [role="menu"]') !== null;
}

interface HeadProps<Row> {
  column: Column<Row>;
  order: Order;
  setOrder: (order: Order) => void;
}

function Head<Row>({ column, order, setOrder }: HeadProps<Row>) {
  const { t } = useTranslation();
  const active = order.by === column.id;
  const Arrow = order.up ? IconArrowUp : IconArrowDown;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual table cannot be a table element
    <div
      role="columnheader"
      tabIndex={-1}
      aria-sort={active ? (order.up ? 'ascending' : 'descending') : 'none'}
      className={`el ${column.wide ? styles.wide : ''} ${column.numeric ? 'num' : ''}`}
    >
      {column.by ? (
        <button
          type="button"
          className={styles.sort}
          title={t('parts.sortBy', { column: column.head })}
          onClick={() => setOrder({ by: column.id, up: active ? !order.up : true })}
        >
          {column.head}
          {active ? <Arrow size={14} stroke={1.75} aria-hidden="true" /> : null}
        </button>
      ) : (
        column.head
      )}
    </div>
  );
}
