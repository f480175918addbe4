import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './list.module.css';
import type { Column } from './list-props.ts';
import type { Order } from './sort-rows.ts';

interface HeadProps<Row> {
  column: Column<Row>;
  order: Order;
  setOrder: (order: Order) => void;
}

/** The head of a column; a press sorts by it, another turns the order round. */
export function ListHead<Row>({ column, order, setOrder }: HeadProps<Row>) {
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
