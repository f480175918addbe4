import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import type { Order } from './sort-rows.ts';

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

export interface ListProps<Row> {
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
  /** A right click on a row, or the menu key. */
  onRowMenu?: (event: MouseEvent, row: Row) => void;
  /** The end is near: fetch more. */
  onEnd?: () => void;
  foot?: ReactNode;
  /** Scrolls by itself and fills the height that it is given; otherwise it is as tall as its rows. */
  fill?: boolean;
}
