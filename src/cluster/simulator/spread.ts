const growth = 1.02;

/** Many values in little memory: each is known to 2 %. */
export class Spread {
  readonly #counts: number[] = [];
  count = 0;
  max = 0;
  #sum = 0;

  add(value: number): void {
    const bucket = value < 1 ? 0 : 1 + Math.floor(Math.log(value) / Math.log(growth));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.count++;
    this.#sum += value;
    this.max = Math.max(this.max, value);
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  /** @param part  0.5 for the median */
  quantile(part: number): number {
    let left = Math.ceil(part * this.count);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count ?? 0;
      if (left <= 0) return bucket === 0 ? 0 : Math.min(this.max, growth ** (bucket - 0.5));
    }
    return this.max;
  }
}
