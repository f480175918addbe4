import { type ResourceKind, type Resources, resourceKinds } from '../resources.ts';

export const kindCount = resourceKinds.length;

/** Resources of many things side by side, one row each: the allocator looks at millions of them in a cycle. */
export class Amounts {
  rows: Float64Array;

  constructor(count: number) {
    this.rows = new Float64Array(count * kindCount);
  }

  copy(): Amounts {
    const other = new Amounts(0);
    other.rows = this.rows.slice();
    return other;
  }

  /** Room for rows up to before `count`; what is there stays. */
  grow(count: number): void {
    if (count * kindCount <= this.rows.length) return;
    const larger = new Float64Array(Math.max(count, 16) * 2 * kindCount);
    larger.set(this.rows);
    this.rows = larger;
  }

  clear(row: number, value = 0): void {
    const { rows } = this;
    for (let at = row * kindCount; at < (row + 1) * kindCount; at++) rows[at] = value;
  }

  put(row: number, some: Resources): void {
    this.clear(row);
    this.add(row, some);
  }

  get(row: number): Resources {
    const { rows } = this;
    const at = row * kindCount;
    return {
      milliCpus: rows[at] ?? 0,
      memory: rows[at + 1] ?? 0,
      disk: rows[at + 2] ?? 0,
      inodes: rows[at + 3] ?? 0,
      bandwidth: rows[at + 4] ?? 0,
      ports: rows[at + 5] ?? 0,
    };
  }

  of(row: number, kind: ResourceKind): number {
    return this.rows[row * kindCount + resourceKinds.indexOf(kind)] ?? 0;
  }

  fits(row: number, need: Resources): boolean {
    const { rows } = this;
    const at = row * kindCount;
    return (
      need.milliCpus <= (rows[at] ?? 0) &&
      need.memory <= (rows[at + 1] ?? 0) &&
      need.disk <= (rows[at + 2] ?? 0) &&
      need.inodes <= (rows[at + 3] ?? 0) &&
      need.bandwidth <= (rows[at + 4] ?? 0) &&
      need.ports <= (rows[at + 5] ?? 0)
    );
  }

  /** Whether it fits into this row and the other's same row together. */
  fitsWith(row: number, other: Amounts, need: Resources): boolean {
    const { rows } = this;
    const more = other.rows;
    const at = row * kindCount;
    return (
      need.milliCpus <= (rows[at] ?? 0) + (more[at] ?? 0) &&
      need.memory <= (rows[at + 1] ?? 0) + (more[at + 1] ?? 0) &&
      need.disk <= (rows[at + 2] ?? 0) + (more[at + 2] ?? 0) &&
      need.inodes <= (rows[at + 3] ?? 0) + (more[at + 3] ?? 0) &&
      need.bandwidth <= (rows[at + 4] ?? 0) + (more[at + 4] ?? 0) &&
      need.ports <= (rows[at + 5] ?? 0) + (more[at + 5] ?? 0)
    );
  }

  /** Whether it fits into this row and so much more. */
  fitsPlus(row: number, more: Resources, need: Resources): boolean {
    const { rows } = this;
    const at = row * kindCount;
    return (
      need.milliCpus <= (rows[at] ?? 0) + more.milliCpus &&
      need.memory <= (rows[at + 1] ?? 0) + more.memory &&
      need.disk <= (rows[at + 2] ?? 0) + more.disk &&
      need.inodes <= (rows[at + 3] ?? 0) + more.inodes &&
      need.bandwidth <= (rows[at + 4] ?? 0) + more.bandwidth &&
      need.ports <= (rows[at + 5] ?? 0) + more.ports
    );
  }

  add(row: number, { milliCpus, memory, disk, inodes, bandwidth, ports }: Resources, factor = 1): void {
    const { rows } = this;
    const at = row * kindCount;
    rows[at] = (rows[at] ?? 0) + factor * milliCpus;
    rows[at + 1] = (rows[at + 1] ?? 0) + factor * memory;
    rows[at + 2] = (rows[at + 2] ?? 0) + factor * disk;
    rows[at + 3] = (rows[at + 3] ?? 0) + factor * inodes;
    rows[at + 4] = (rows[at + 4] ?? 0) + factor * bandwidth;
    rows[at + 5] = (rows[at + 5] ?? 0) + factor * ports;
  }

  /** Adds the other's same row. */
  addRow(row: number, other: Amounts | undefined): void {
    if (other === undefined) return;
    const { rows } = this;
    const more = other.rows;
    for (let at = row * kindCount; at < (row + 1) * kindCount; at++) rows[at] = (rows[at] ?? 0) + (more[at] ?? 0);
  }

  addAll(other: Amounts, factor: number): void {
    const { rows } = this;
    for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] ?? 0) + factor * (other.rows[at] ?? 0);
  }
}
