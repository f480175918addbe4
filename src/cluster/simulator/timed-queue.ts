interface Timed<Event> {
  readonly at: number;
  readonly order: number;
  readonly event: Event;
}

/** Events by their time; those of one time in the order in which they were put in. */
export class TimedQueue<Event> {
  readonly #heap: Timed<Event>[] = [];
  #order = 0;

  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  put(at: number, event: Event): void {
    const heap = this.#heap;
    const added = { at, order: this.#order++, event };
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = heap[above];
      if (other === undefined || !before(added, other)) break;
      heap[place] = other;
      place = above;
    }
    heap[place] = added;
  }

  take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first?.event;
    let place = 0;
    for (;;) {
      let next = 2 * place + 1;
      const left = heap[next];
      if (left === undefined) break;
      const right = heap[next + 1];
      if (right !== undefined && before(right, left)) next++;
      const least = heap[next];
      if (least === undefined || !before(least, last)) break;
      heap[place] = least;
      place = next;
    }
    heap[place] = last;
    return first?.event;
  }
}

function before(a: Timed<unknown>, b: Timed<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
