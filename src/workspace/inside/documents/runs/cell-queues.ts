import type { CellState } from '../../../protocol/document.ts';
import type { CellStates } from './cell-states.ts';
import type { QueuedCell } from './queued-cell.ts';

/** The cell whose turn it is: its kernel is being started (not `begun`), or runs it. */
interface Current {
  item: QueuedCell;
  begun: boolean;
  cancelled: boolean;
}

export interface QueueEvents {
  /** It is this cell's turn. Whoever starts it says `over` when it has ended, however it ended. */
  turn(item: QueuedCell): void;
  /** Cells that wait, in the order in which they were asked for, after each change. */
  changed(cellIds: string[]): void;
}

/** The cells that wait: a queue for each kernel; cells that were asked for together keep their order across kernels. */
export class CellQueues {
  readonly #states: CellStates;
  readonly #events: QueueEvents;
  readonly #queues = new Map<string, QueuedCell[]>();
  readonly #current = new Map<string, Current>();
  #asked = 0;

  constructor(states: CellStates, events: QueueEvents) {
    this.#states = states;
    this.#events = events;
  }

  get isBusy(): boolean {
    return this.#current.size > 0;
  }

  /** Kernels that have a cell in their queue or a cell whose turn it is. */
  get kernelNames(): string[] {
    return [...new Set([...this.#queues.keys(), ...this.#current.keys()])];
  }

  /** Cells that wait for the kernel, the one for which it is being started first. */
  waitingFor(kernelName: string): string[] {
    const waiting = (this.#queues.get(kernelName) ?? []).map(({ cellId }) => cellId);
    const current = this.#current.get(kernelName);
    return current?.begun === false ? [current.item.cellId, ...waiting] : waiting;
  }

  add(cells: { cellId: string; kernelName: string }[], stopOnError: boolean): void {
    const batch = Symbol('batch');
    let after: QueuedCell | null = null;
    for (const { cellId, kernelName } of cells) {
      const number = ++this.#asked;
      const queuedAt = new Date().toISOString();
      const item: QueuedCell = { cellId, kernelName, batch, stopOnError, after, over: false, queuedAt, number };
      after = item;
      const queue = this.#queues.get(kernelName) ?? [];
      queue.push(item);
      this.#queues.set(kernelName, queue);
    }
    this.#changed();
    this.#pump();
  }

  /** Whether the cell is still to be started, now that its kernel is there. */
  standing(item: QueuedCell): 'wanted' | 'cancelled' | 'gone' {
    const current = this.#current.get(item.kernelName);
    if (current?.item !== item) return 'gone';
    return current.cancelled ? 'cancelled' : 'wanted';
  }

  /** The kernel gets it now: from here on it is interrupted, not taken out, and is no cell that waits. */
  begun(item: QueuedCell): void {
    const current = this.#current.get(item.kernelName);
    if (current?.item !== item) return;
    current.begun = true;
    this.#changed();
  }

  /** The cell is over, however it ended: the next of its kernel, and what waited for it, may go on. */
  over(item: QueuedCell): void {
    item.over = true;
    if (this.#current.get(item.kernelName)?.item === item) this.#current.delete(item.kernelName);
    this.#pump();
  }

  /** Takes cells out of the queues; null: all that wait. */
  cancel(cellIds: string[] | null, reason: string): void {
    const isMeant = ({ cellId }: QueuedCell): boolean => cellIds === null || cellIds.includes(cellId);
    this.#takeOut(isMeant, reason);
    for (const current of this.#current.values()) {
      if (current.begun || !isMeant(current.item)) continue;
      current.cancelled = true;
      this.#stop(current.item, reason);
    }
    this.#changed();
    this.#pump();
  }

  /** Takes out what waits for the kernel, but not the cell for which it is being started. */
  empty(kernelName: string, reason: string): void {
    const waiting = (this.#queues.get(kernelName) ?? []).map(({ cellId }) => cellId);
    this.cancel(waiting, reason);
  }

  /** Takes out what was asked for together with a cell that failed. */
  stopBatch(failed: QueuedCell, reason: string): void {
    if (failed.stopOnError) this.#takeOut(({ batch }) => batch === failed.batch, reason);
  }

  #takeOut(isMeant: (item: QueuedCell) => boolean, reason: string): void {
    for (const [name, queue] of this.#queues) {
      const gone = queue.filter(isMeant);
      this.#queues.set(
        name,
        queue.filter((item) => !gone.includes(item)),
      );
      for (const item of gone) this.#stop(item, reason);
    }
  }

  #stop(item: QueuedCell, reason: string): void {
    item.over = true;
    const { kernelName, queuedAt } = item;
    const finishedAt = new Date().toISOString();
    this.#states.set(item.cellId, { phase: 'stopped', kernel: kernelName, queuedAt, finishedAt, reason });
  }

  #pump(): void {
    for (const name of this.#queues.keys()) {
      if (this.#current.has(name)) continue;
      const queue = this.#queues.get(name) ?? [];
      const next = queue[0];
      if (next === undefined || (next.after !== null && !next.after.over)) continue;
      queue.shift();
      this.#current.set(name, { item: next, begun: false, cancelled: false });
      this.#events.turn(next);
    }
    this.#changed();
  }

  /** Positions are counted anew. */
  #changed(): void {
    for (const [kernel, queue] of this.#queues) {
      queue.forEach((item, index) => {
        const state: CellState = { phase: 'queued', kernel, position: index + 1, queuedAt: item.queuedAt };
        const before = this.#states.get(item.cellId);
        if (before?.phase !== 'queued' || before.position !== state.position) this.#states.set(item.cellId, state);
      });
    }
    const starting = [...this.#current.values()].filter(({ begun, cancelled }) => !begun && !cancelled);
    const waiting = [...starting.map(({ item }) => item), ...[...this.#queues.values()].flat()];
    waiting.sort((a, b) => a.number - b.number);
    this.#events.changed(waiting.map(({ cellId }) => cellId));
  }
}
