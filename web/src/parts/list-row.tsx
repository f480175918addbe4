import { Checkbox } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, PureComponent } from 'react';
import styles from './list.module.css';
import type { Column } from './list-props.ts';

/** What rows tell the list; the same object as long as nothing changes, so that rows need not be drawn again. */
export interface RowActs<Row> {
  readonly focus: (index: number) => void;
  readonly key: (event: KeyboardEvent, index: number) => void;
  readonly click: (event: MouseEvent, row: Row, index: number) => void;
  readonly enter: (row: Row) => void;
  readonly mark: (index: number) => void;
  readonly menu: (event: MouseEvent, row: Row) => void;
}

interface ListRowProps<Row> {
  row: Row;
  index: number;
  /** Distance from the list's top, in px; null where rows simply follow each other. */
  top: number | null;
  columns: readonly Column<Row>[];
  /** Null: rows cannot be chosen. */
  checked: boolean | null;
  current: boolean;
  /** Reached by Tab. */
  reachable: boolean;
  opens: boolean;
  selectLabel: string;
  acts: RowActs<Row>;
}

/** One row. A class, as only that is both generic and drawn anew only when its own props change. */
export class ListRow<Row> extends PureComponent<ListRowProps<Row>> {
  override render() {
    const { row, index, top, columns, checked, current, reachable, opens, selectLabel, acts } = this.props;
    return (
      // biome-ignore lint/a11y/useSemanticElements: a virtual table cannot be a table element
      <div
        role="row"
        data-row={index}
        tabIndex={reachable ? 0 : -1}
        aria-rowindex={index + 2}
        aria-selected={current || checked === true}
        className={styles.row}
        data-opens={opens || undefined}
        style={top === null ? undefined : { position: 'absolute', top, left: 0, right: 0 }}
        onFocus={() => acts.focus(index)}
        onKeyDown={(event) => acts.key(event, index)}
        onClick={(event) => acts.click(event, row, index)}
        onContextMenu={(event) => acts.menu(event, row)}
        onDoubleClick={() => acts.enter(row)}
      >
        {checked === null ? null : (
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={selectLabel}
            checked={checked}
            onClick={(event) => event.stopPropagation()}
            onChange={() => acts.mark(index)}
          />
        )}
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
  }
}
