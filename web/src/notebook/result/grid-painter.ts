import type { ResultColumn, ResultRow } from '../../../../src/engines/duckdb/result.ts';
import { exactValue, shownValue } from './format-value.ts';
import { type Position, scrolledTo, scrollTop, type Track, track } from './mapped-scroll.ts';

export const rowHeight = 24;
const settleMs = 140;

/** A rectangle of cells; both ends are in it. */
export interface Range {
  readonly anchor: { readonly row: number; readonly column: number };
  readonly head: { readonly row: number; readonly column: number };
}

export interface GridContent {
  readonly columns: readonly ResultColumn[];
  readonly widths: readonly number[];
  readonly rowCount: number;
  readonly language: string;
  readonly row: (index: number) => ResultRow | undefined;
  readonly ask: (from: number, to: number) => void;
}

interface GridParts {
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  /** Sticky; the rows lie in it. */
  readonly pane: HTMLElement;
  readonly classes: Record<'row' | 'index' | 'cell' | 'number' | 'nothing' | 'waiting' | 'chosen' | 'focus', string>;
  /** Height of the column heads above the rows, px. */
  readonly headHeight: number;
  readonly indexWidth: number;
  readonly onRange: (range: Range | null) => void;
}

/**
 * Draws the rows in view into a few reused elements, by hand: a frame of scrolling over millions of rows must cost the
 * same as over ten. The mapping of the scroll bar is mapped-scroll.ts.
 */
export class GridPainter {
  readonly #parts: GridParts;
  #content: GridContent;
  #track: Track;
  #position: Position = { top: 0, scrolled: 0 };
  #rows: HTMLElement[] = [];
  #frame = 0;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #range: Range | null = null;
  #painted = '';
  readonly #stop = new AbortController();
  readonly #watch: ResizeObserver;

  constructor(parts: GridParts, content: GridContent) {
    this.#parts = parts;
    this.#content = content;
    this.#track = track(content.rowCount * rowHeight, this.#viewport);
    const { signal } = this.#stop;
    parts.scroller.addEventListener('scroll', () => this.#onScroll(), { signal, passive: true });
    parts.pane.addEventListener('pointerdown', (event) => this.#onPointer(event), { signal });
    this.#watch = new ResizeObserver(() => this.update(this.#content));
    this.#watch.observe(parts.scroller);
    this.update(content);
  }

  get #viewport(): number {
    return Math.max(rowHeight, this.#parts.scroller.clientHeight - this.#parts.headHeight);
  }

  get range(): Range | null {
    return this.#range;
  }

  update(content: GridContent): void {
    this.#content = content;
    this.#track = track(content.rowCount * rowHeight, this.#viewport);
    this.#parts.spacer.style.height = `${this.#track.spacer}px`;
    this.#parts.pane.style.height = `${Math.min(this.#viewport, this.#track.content)}px`;
    const limit = Math.max(0, this.#track.content - this.#track.viewport);
    this.#position = { ...this.#position, top: Math.min(this.#position.top, limit) };
    this.#painted = '';
    this.#soon();
  }

  close(): void {
    this.#stop.abort();
    this.#watch.disconnect();
    clearTimeout(this.#settle);
    cancelAnimationFrame(this.#frame);
    this.#parts.pane.replaceChildren();
  }

  repaint(): void {
    this.#painted = '';
    this.#soon();
  }

  select(range: Range | null): void {
    this.#range = range;
    this.#parts.onRange(range);
    this.repaint();
  }

  /** Moves the chosen cell, or with `extend` the far end of the rectangle, and brings it into view. */
  step(rows: number, columns: number, extend: boolean): void {
    const { rowCount, columns: all } = this.#content;
    if (rowCount === 0) return;
    const from = this.#range?.head ?? { row: Math.floor(this.#position.top / rowHeight), column: 0 };
    const head = {
      row: Math.min(rowCount - 1, Math.max(0, from.row + rows)),
      column: Math.min(all.length - 1, Math.max(0, from.column + columns)),
    };
    this.select({ anchor: extend ? (this.#range?.anchor ?? head) : head, head });
    this.reveal(head.row, head.column);
  }

  get pageRows(): number {
    return Math.max(1, Math.floor(this.#viewport / rowHeight) - 1);
  }

  reveal(row: number, column: number): void {
    const { scroller, indexWidth } = this.#parts;
    const top = row * rowHeight;
    const bottom = top + rowHeight;
    let next = this.#position.top;
    if (top < next) next = top;
    else if (bottom > next + this.#viewport) next = bottom - this.#viewport;
    if (next !== this.#position.top) this.#goTo(next);
    const left = this.#content.widths.slice(0, column).reduce((sum, width) => sum + width, 0);
    const width = this.#content.widths[column] ?? 0;
    if (left < scroller.scrollLeft) scroller.scrollLeft = left;
    else if (left + width > scroller.scrollLeft + scroller.clientWidth - indexWidth)
      scroller.scrollLeft = left + width - scroller.clientWidth + indexWidth;
  }

  #goTo(top: number): void {
    const scrolled = Math.round(scrollTop(this.#track, top));
    this.#position = { top, scrolled };
    this.#parts.scroller.scrollTop = scrolled;
    this.#soon();
  }

  #onScroll(): void {
    const { scroller } = this.#parts;
    const scrolled = scroller.scrollTop;
    if (scrolled !== this.#position.scrolled) {
      this.#position = scrolledTo(this.#track, this.#position, scrolled);
      clearTimeout(this.#settle);
      const atEdge = scrolled <= 0 || scrolled >= this.#track.spacer - this.#track.viewport - 1;
      if (atEdge) this.#setThumb();
      else this.#settle = setTimeout(() => this.#setThumb(), settleMs);
    }
    this.#soon();
  }

  /** After small movements the thumb is a little off the proportional place: set it anew without moving the rows. */
  #setThumb(): void {
    if (this.#track.spacer === this.#track.content) return;
    const scrolled = Math.round(scrollTop(this.#track, this.#position.top));
    if (scrolled === this.#position.scrolled) return;
    this.#position = { ...this.#position, scrolled };
    this.#parts.scroller.scrollTop = scrolled;
  }

  #soon(): void {
    if (this.#frame === 0)
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#paint();
      });
  }

  #paint(): void {
    const { scroller, pane, classes, indexWidth } = this.#parts;
    const { columns, widths, rowCount } = this.#content;
    const { top } = this.#position;
    const first = Math.max(0, Math.floor(top / rowHeight));
    const last = Math.min(rowCount, Math.ceil((top + this.#viewport) / rowHeight) + 1);
    const [fromColumn, toColumn, left] = this.#columnsInView(scroller.scrollLeft, scroller.clientWidth);
    const key = `${top}|${first}|${last}|${fromColumn}|${toColumn}|${scroller.clientWidth}`;
    if (key === this.#painted) return;
    this.#painted = key;
    this.#content.ask(first, last);
    while (this.#rows.length < last - first) {
      const row = document.createElement('div');
      row.className = classes.row;
      row.setAttribute('role', 'row');
      this.#rows.push(row);
      pane.append(row);
    }
    for (const [slot, element] of this.#rows.entries()) {
      const index = first + slot;
      element.hidden = index >= last;
      if (index >= last) continue;
      element.style.transform = `translateY(${index * rowHeight - top}px)`;
      element.ariaRowIndex = String(index + 2);
      const row = this.#content.row(index);
      const wanted = toColumn - fromColumn + 1;
      while (element.childElementCount < wanted) {
        const cell = document.createElement('div');
        cell.setAttribute('role', element.childElementCount === 0 ? 'rowheader' : 'gridcell');
        element.append(cell);
      }
      while (element.childElementCount > wanted) element.lastElementChild?.remove();
      const head = element.firstElementChild;
      if (head instanceof HTMLElement) {
        setText(head, String(index + 1));
        head.className = classes.index;
        head.ariaColIndex = '1';
        head.style.width = `${indexWidth}px`;
        head.style.marginRight = `${left}px`;
      }
      let place = 0;
      for (let column = fromColumn; column < toColumn; column++) {
        const cell = element.children[++place];
        const about = columns[column];
        if (!(cell instanceof HTMLElement) || about === undefined) continue;
        this.#paintCell(cell, index, column, row, about, widths[column] ?? 0);
      }
    }
  }

  #paintCell(
    cell: HTMLElement,
    index: number,
    column: number,
    row: ResultRow | undefined,
    about: ResultColumn,
    width: number,
  ): void {
    const { classes } = this.#parts;
    const value = row?.[column];
    const names = [classes.cell];
    if (about.kind === 'number' || about.kind === 'time') names.push(classes.number);
    if (row === undefined || value === undefined) {
      setText(cell, '');
      cell.title = '';
      names.push(classes.waiting);
    } else {
      if (value === null) names.push(classes.nothing);
      const shown = shownValue(value, about, this.#content.language);
      const text = shown.length > 300 ? `${shown.slice(0, 300)}…` : shown.replaceAll('\n', '↵');
      setText(cell, text);
      // On hover the exact value, where what is seen was grouped, rounded or cut, or may not fit.
      const exact = exactValue(value);
      const title = value === null || (exact === text && exact.length <= 30) ? '' : exact;
      if (cell.title !== title) cell.title = title;
    }
    if (inRange(this.#range, index, column)) names.push(classes.chosen);
    if (this.#range?.head.row === index && this.#range.head.column === column) names.push(classes.focus);
    const className = names.join(' ');
    if (cell.className !== className) cell.className = className;
    cell.style.width = `${width}px`;
    cell.dataset.row = String(index);
    cell.dataset.column = String(column);
    cell.ariaColIndex = String(column + 2);
  }

  /** First column in view, the one after the last, and px left out before. */
  #columnsInView(scrollLeft: number, width: number): [number, number, number] {
    const { widths } = this.#content;
    let from = 0;
    let left = 0;
    while (from < widths.length - 1 && left + (widths[from] ?? 0) < scrollLeft - 200) left += widths[from++] ?? 0;
    let to = from;
    let right = left;
    while (to < widths.length && right < scrollLeft + width + 200) right += widths[to++] ?? 0;
    return [from, to, left];
  }

  #onPointer(event: PointerEvent): void {
    const at = cellAt(event.target);
    if (at === null || event.button !== 0) return;
    this.#parts.scroller.focus({ preventScroll: true });
    event.preventDefault();
    this.select({ anchor: event.shiftKey ? (this.#range?.anchor ?? at) : at, head: at });
    const drag = new AbortController();
    const { signal } = drag;
    addEventListener(
      'pointermove',
      (move) => {
        const over = cellAt(document.elementFromPoint(move.clientX, move.clientY));
        const head = this.#range?.head;
        if (over === null || this.#range === null || (head?.row === over.row && head.column === over.column)) return;
        this.select({ anchor: this.#range.anchor, head: over });
      },
      { signal },
    );
    addEventListener('pointerup', () => drag.abort(), { signal });
    addEventListener('pointercancel', () => drag.abort(), { signal });
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function cellAt(target: EventTarget | null): { row: number; column: number } | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  const { row, column } = cell?.dataset ?? {};
  return row === undefined || column === undefined ? null : { row: Number(row), column: Number(column) };
}

export function bounds(range: Range): { top: number; bottom: number; left: number; right: number } {
  return {
    top: Math.min(range.anchor.row, range.head.row),
    bottom: Math.max(range.anchor.row, range.head.row),
    left: Math.min(range.anchor.column, range.head.column),
    right: Math.max(range.anchor.column, range.head.column),
  };
}

function inRange(range: Range | null, row: number, column: number): boolean {
  if (range === null) return false;
  const { top, bottom, left, right } = bounds(range);
  return row >= top && row <= bottom && column >= left && column <= right;
}
