import type { CellKind, SharedCell } from './document/cell-shape.ts';
import {
  cellsOf,
  hiddenParts,
  idOf,
  kernelOf,
  kindOf,
  notebookKernel,
  setHidden,
  sourceOf,
} from './document/cell-shape.ts';
import {
  type CellJson,
  changeKind,
  clearOutputs,
  deleteCells,
  emptyCell,
  indexOf,
  insertCells,
  mergeCells,
  moveCells,
  newCellId,
  restoreCells,
  splitCell,
  toJson,
} from './document/edit-cells.ts';
import type { NotebookSession } from './document/notebook-session.ts';
import { extend, select, type WatchedSelection } from './selection.ts';

/** What the page can move the eyes and the focus to. */
export interface Stage {
  /** Gives the keyboard to the cell's frame, or to its editor with the cursor at one end. */
  focusCell(id: string, where: 'frame' | 'start' | 'end' | 'editor'): void;
  /** Gives the keyboard to the field of a question, and scrolls to it. */
  focusInput(inputId: string): void;
  /** Offset of the cursor in the editor of the cell, when it has the keyboard. */
  cursorOf(id: string): number | null;
}

const clipboardKey = 'stoa-cells';

/** Everything that keys, buttons and menus do to the notebook: one method for each verb. */
export class Commands {
  readonly #session: NotebookSession;
  readonly #selection: WatchedSelection;
  #stage: Stage | null = null;
  #deleted: { index: number; cell: CellJson }[][] = [];

  constructor(session: NotebookSession, selection: WatchedSelection) {
    this.#session = session;
    this.#selection = selection;
  }

  setStage(stage: Stage | null): void {
    this.#stage = stage;
  }

  get #doc() {
    return this.#session.doc;
  }

  get #order(): string[] {
    return cellsOf(this.#doc).map(idOf);
  }

  /** The selected cells in the notebook's order. */
  get #selected(): string[] {
    const { selected } = this.#selection.get();
    return this.#order.filter((id) => selected.has(id));
  }

  #cell(id: string | null): SharedCell | null {
    const index = id === null ? -1 : indexOf(this.#doc, id);
    return index < 0 ? null : cellsOf(this.#doc).get(index);
  }

  get #locked(): boolean {
    return this.#session.state.get().readOnly;
  }

  choose(id: string, mode: 'command' | 'edit' = 'command'): void {
    const before = this.#selection.get();
    if (before.active === id && before.mode === mode && before.selected.size === 1) return;
    this.#selection.set(select(id, mode));
    if (before.active !== id) this.#session.pointAt(id);
  }

  extendTo(id: string): void {
    this.#selection.set(extend(this.#selection.get(), this.#order, id));
  }

  selectAll(): void {
    const { active } = this.#selection.get();
    this.#selection.set({ active, selected: new Set(this.#order), mode: 'command' });
  }

  enterEdit(where: 'start' | 'end' | 'editor' = 'editor'): void {
    const { active } = this.#selection.get();
    if (active === null || this.#locked) return;
    this.choose(active, 'edit');
    this.#stage?.focusCell(active, where);
  }

  leaveEdit(): void {
    const { active } = this.#selection.get();
    if (active === null) return;
    this.choose(active, 'command');
    this.#stage?.focusCell(active, 'frame');
  }

  step(by: 1 | -1, extending = false): void {
    const order = this.#order;
    const { active } = this.#selection.get();
    const at = order.indexOf(active ?? '');
    const next = order[at < 0 ? (by === 1 ? 0 : order.length - 1) : at + by];
    if (next === undefined) return;
    if (extending) this.extendTo(next);
    else this.choose(next);
    this.#stage?.focusCell(next, 'frame');
  }

  /** From one editor into the next, as the arrow keys do at the first and last line. */
  stepEditor(id: string, by: 1 | -1): boolean {
    const order = this.#order;
    const next = order[order.indexOf(id) + by];
    const cell = this.#cell(next ?? null);
    if (next === undefined || cell === null) return false;
    const edits = kindOf(cell) !== 'markdown' && !hiddenParts(cell).source;
    this.choose(next, edits ? 'edit' : 'command');
    this.#stage?.focusCell(next, edits ? (by === 1 ? 'start' : 'end') : 'frame');
    return true;
  }

  goToEnd(which: 'first' | 'last'): void {
    const id = which === 'first' ? this.#order[0] : this.#order.at(-1);
    if (id === undefined) return;
    this.choose(id);
    this.#stage?.focusCell(id, 'frame');
  }

  run(ids = this.#selected): void {
    const code = ids.filter((id) => {
      const cell = this.#cell(id);
      return cell !== null && kindOf(cell) === 'code';
    });
    if (code.length > 0 && !this.#locked) this.#session.run(code);
  }

  /** Ctrl Enter. */
  runHere(): void {
    this.run();
    this.leaveEdit();
  }

  /** Shift Enter: runs and goes to the next cell, which is made where there is none. */
  runAndNext(): void {
    const ids = this.#selected;
    this.run(ids);
    const last = ids.at(-1);
    const order = this.#order;
    const next = order[order.indexOf(last ?? '') + 1];
    if (next !== undefined) {
      this.choose(next);
      this.#stage?.focusCell(next, 'frame');
    } else if (last !== undefined) this.add('below', this.#like(last), true);
  }

  /** Alt Enter. */
  runAndInsert(): void {
    const last = this.#selected.at(-1);
    this.run();
    if (last !== undefined) this.add('below', this.#like(last), true);
  }

  runAll(): void {
    if (!this.#locked) this.#session.send({ type: 'run-all' });
  }

  runFrom(which: 'above' | 'below'): void {
    const { active } = this.#selection.get();
    if (active === null || this.#locked) return;
    this.#session.send(which === 'above' ? { type: 'run-all', before: active } : { type: 'run-all', from: active });
  }

  interrupt(): void {
    this.#session.send({ type: 'interrupt' });
  }

  /** To the question of a running cell; its field takes the keyboard. */
  answer({ cellId, inputId }: { cellId: string; inputId: string }): void {
    this.choose(cellId);
    this.#stage?.focusCell(cellId, 'frame');
    this.#stage?.focusInput(inputId);
  }

  stop(id: string): void {
    const state = this.#session.cells.get(id);
    if (state?.phase === 'queued') this.#session.send({ type: 'cancel', cells: [id] });
    else if (state?.phase === 'running') this.#session.send({ type: 'interrupt', kernel: state.kernel });
  }

  restart(options: { runAll?: boolean; clearOutputs?: boolean } = {}): void {
    this.#session.send({ type: 'restart', ...options });
  }

  /** A cell of the same language as `id`, as Jupyter does for a cell made beside another. */
  #like(id: string): CellJson {
    const cell = this.#cell(id);
    if (cell === null || kindOf(cell) !== 'code') return emptyCell('code');
    return this.#code(kernelOf(cell, this.#doc));
  }

  #code(kernel: string): CellJson {
    return emptyCell('code', kernel === notebookKernel(this.#doc) ? undefined : kernel);
  }

  /** Adds beside the active cell; without one at the notebook's end. */
  add(where: 'above' | 'below', cell?: CellJson, edit = false): void {
    if (this.#locked) return;
    const { active } = this.#selection.get();
    const at = active === null ? -1 : indexOf(this.#doc, active);
    const made = cell ?? (active === null ? emptyCell('code') : this.#like(active));
    const index = at < 0 ? cellsOf(this.#doc).length : where === 'above' ? at : at + 1;
    insertCells(this.#doc, index, [made]);
    this.choose(made.id, edit ? 'edit' : 'command');
    this.#stage?.focusCell(made.id, edit ? 'start' : 'frame');
  }

  addOf(kind: CellKind, kernel?: string): void {
    const cell = kind === 'code' && kernel !== undefined ? this.#code(kernel) : emptyCell(kind);
    this.add('below', cell, true);
  }

  delete(ids = this.#selected): void {
    if (ids.length === 0 || this.#locked) return;
    const order = this.#order;
    const first = order.indexOf(ids[0] ?? '');
    const gone = deleteCells(this.#doc, ids);
    this.#deleted.push(gone);
    if (cellsOf(this.#doc).length === 0) insertCells(this.#doc, 0, [emptyCell('code')]);
    const rest = this.#order;
    const next = rest[Math.min(first, rest.length - 1)];
    if (next === undefined) return;
    this.choose(next);
    this.#stage?.focusCell(next, 'frame');
  }

  undoDelete(): void {
    const gone = this.#deleted.pop();
    if (gone === undefined || this.#locked) return;
    restoreCells(this.#doc, gone);
    const first = gone[0]?.cell.id;
    if (first === undefined) return;
    this.choose(first);
    this.#stage?.focusCell(first, 'frame');
  }

  #copied(): CellJson[] {
    return this.#selected.flatMap((id) => {
      const cell = this.#cell(id);
      return cell === null ? [] : [toJson(cell)];
    });
  }

  copy(): void {
    sessionStorage.setItem(clipboardKey, JSON.stringify(this.#copied()));
  }

  cut(): void {
    this.copy();
    this.delete();
  }

  paste(where: 'above' | 'below'): void {
    const held = sessionStorage.getItem(clipboardKey);
    if (held === null || this.#locked) return;
    const cells = (JSON.parse(held) as CellJson[]).map((cell) => ({ ...cell, id: newCellId() }));
    const selected = this.#selected;
    const beside = where === 'above' ? selected[0] : selected.at(-1);
    const at = beside === undefined ? cellsOf(this.#doc).length - 1 : indexOf(this.#doc, beside);
    insertCells(this.#doc, where === 'above' ? Math.max(at, 0) : at + 1, cells);
    const last = cells.at(-1);
    if (last !== undefined) this.choose(last.id);
  }

  duplicate(id: string): void {
    const cell = this.#cell(id);
    if (cell === null || this.#locked) return;
    const copy = { ...toJson(cell), id: newCellId() };
    insertCells(this.#doc, indexOf(this.#doc, id) + 1, [copy]);
    this.choose(copy.id);
  }

  move(by: 1 | -1, ids = this.#selected): void {
    const first = ids[0];
    if (first === undefined || this.#locked) return;
    moveCells(this.#doc, ids, indexOf(this.#doc, first) + by);
    requestAnimationFrame(() => this.#stage?.focusCell(this.#selection.get().active ?? first, 'frame'));
  }

  /** Puts the cell (with the other selected ones, when it is among them) at a place between cells. */
  drop(id: string, before: number): void {
    if (this.#locked) return;
    const selected = this.#selected;
    const ids = selected.includes(id) ? selected : [id];
    const ahead = this.#order.slice(0, before).filter((one) => ids.includes(one)).length;
    moveCells(this.#doc, ids, before - ahead);
  }

  change(kind: CellKind, kernel?: string, ids = this.#selected): void {
    if (this.#locked) return;
    changeKind(this.#doc, ids, kind, kernel);
    const { active } = this.#selection.get();
    if (active !== null) requestAnimationFrame(() => this.#stage?.focusCell(active, 'frame'));
  }

  split(): void {
    const { active } = this.#selection.get();
    const cursor = active === null ? null : (this.#stage?.cursorOf(active) ?? null);
    if (active === null || cursor === null || this.#locked) return;
    const below = splitCell(this.#doc, active, cursor);
    if (below === null) return;
    this.choose(below, 'edit');
    this.#stage?.focusCell(below, 'start');
  }

  merge(): void {
    if (this.#locked) return;
    const selected = this.#selected;
    const order = this.#order;
    const below = order[order.indexOf(selected[0] ?? '') + 1];
    const ids = selected.length > 1 || below === undefined ? selected : [...selected, below];
    mergeCells(this.#doc, ids);
    if (ids[0] !== undefined) this.choose(ids[0]);
  }

  clearOutputs(ids = this.#selected): void {
    if (!this.#locked) clearOutputs(this.#doc, ids);
  }

  clearAllOutputs(): void {
    this.clearOutputs(this.#order);
  }

  toggle(part: 'source' | 'outputs', ids = this.#selected): void {
    if (this.#locked) return;
    const cells = ids.map((id) => this.#cell(id)).filter((cell) => cell !== null);
    const hide = cells.some((cell) => !hiddenParts(cell)[part]);
    this.#doc.transact(() => {
      for (const cell of cells) setHidden(cell, part, hide);
    });
  }

  /** One to six: a text cell that begins with a heading of that level. */
  heading(level: number): void {
    if (this.#locked) return;
    this.change('markdown');
    const cell = this.#cell(this.#selection.get().active);
    if (cell === null) return;
    const source = sourceOf(cell);
    const before = /^#{0,6} ?/.exec(source.toString())?.[0].length ?? 0;
    this.#doc.transact(() => {
      source.delete(0, before);
      source.insert(0, `${'#'.repeat(level)} `);
    });
  }

  save(): void {
    this.#session.save();
  }
}
