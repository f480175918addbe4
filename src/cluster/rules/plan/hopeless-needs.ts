import { fits, type Resources } from '../resources.ts';

/** Needs for which no place was found in this cycle; room only shrinks, so what needs as much or more finds none either. */
export class HopelessNeeds {
  readonly #byKey = new Map<string, Resources[]>();

  includes(key: string, need: Resources): boolean {
    return this.#byKey.get(key)?.some((smaller) => fits(smaller, need)) ?? false;
  }

  add(key: string, need: Resources): void {
    const larger = this.#byKey.get(key)?.filter((one) => !fits(need, one)) ?? [];
    this.#byKey.set(key, [...larger, need]);
  }
}
