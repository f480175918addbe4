import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { GreyRows } from './grey-rows.tsx';
import styles from './list.module.css';
import { ListGrid } from './list-grid.tsx';
import type { ListProps } from './list-props.ts';
import { ProblemBox } from './problem-box.tsx';
import { type Order, sortRows } from './sort-rows.ts';

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
  else body = <ListGrid {...props} rows={rows} order={order} setOrder={setOrder} keyOf={keyOf} rowHeight={rowHeight} />;

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
