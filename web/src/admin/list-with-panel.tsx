import { type ReactNode, useState } from 'react';
import { List } from '../parts/list.tsx';
import type { ListProps } from '../parts/list-props.ts';
import styles from './admin.module.css';

interface ListWithPanelProps<Row> extends Omit<ListProps<Row>, 'open' | 'current' | 'fill' | 'rowHeight' | 'order'> {
  /** What stands beside the list for the row that is open. */
  panel: (row: Row, close: () => void) => ReactNode;
}

/** A list of things that have names, and the side panel of the one that is open. */
export function ListWithPanel<Row extends { readonly name: string }>({ panel, ...list }: ListWithPanelProps<Row>) {
  const [open, setOpen] = useState<string>();
  const row = list.rows?.find((one) => one.name === open);
  return (
    <div className={styles.split}>
      <div className={styles.main}>
        <List
          {...list}
          fill
          rowHeight={44}
          order={{ by: 'name', up: true }}
          open={(one) => setOpen(one.name)}
          current={open}
        />
      </div>
      {row ? panel(row, () => setOpen(undefined)) : null}
    </div>
  );
}
