import type { Resources } from '../resources.ts';
import { Amounts, kindCount } from '../state/amounts.ts';

const blockSize = 64;

/**
 * Where the free room is, for first fit over many agents. Room only shrinks during a cycle, so an upper bound for each
 * block of agents stays true, and whole blocks without enough room are passed by.
 */
export class FreePlaces {
  readonly free: Amounts;
  readonly #bounds: Amounts;
  /** Blocks from which room was taken since their bound was found. */
  readonly #shrunk: Uint8Array;
  readonly #count: number;

  /** @param free  what each of `count` agents has left, in the order in which agents are filled; it is written on */
  constructor(free: Amounts, count: number) {
    this.#count = count;
    this.free = free;
    const blocks = Math.ceil(count / blockSize);
    this.#bounds = new Amounts(blocks);
    this.#shrunk = new Uint8Array(blocks);
    for (let block = 0; block < blocks; block++) this.#bound(block);
  }

  /** The first agent from `from` to before `to` on which it fits and that `may` be taken; -1 when there is none. */
  find(need: Resources, from: number, to: number, may: ((agent: number) => boolean) | null): number {
    const end = Math.min(to, this.#count);
    let agent = from;
    while (agent < end) {
      const block = Math.floor(agent / blockSize);
      const blockEnd = Math.min(end, (block + 1) * blockSize);
      if (this.#bounds.fits(block, need)) {
        const began = agent;
        for (; agent < blockEnd; agent++) if (this.free.fits(agent, need) && (may === null || may(agent))) return agent;
        if (began === block * blockSize && this.#shrunk[block] === 1) this.#bound(block);
      }
      agent = blockEnd;
    }
    return -1;
  }

  take(agent: number, need: Resources): void {
    this.free.add(agent, need, -1);
    this.#shrunk[Math.floor(agent / blockSize)] = 1;
  }

  #bound(block: number): void {
    const most = this.#bounds.rows;
    const all = this.free.rows;
    const to = block * kindCount;
    this.#shrunk[block] = 0;
    most.fill(-1, to, to + kindCount);
    const end = Math.min(this.#count, (block + 1) * blockSize);
    for (let agent = block * blockSize; agent < end; agent++)
      for (let kind = 0; kind < kindCount; kind++) {
        const value = all[agent * kindCount + kind] ?? 0;
        if (value > (most[to + kind] ?? 0)) most[to + kind] = value;
      }
  }
}
