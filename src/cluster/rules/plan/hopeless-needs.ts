import { fits, type Resources } from '../resources.ts';

/** Needs for which no place was found in this cycle; room only shrinks, so what needs as much or more finds none either. */
export class HopelessNeeds {
  readonly #byKey = new Map<string, Resources[]>();

  includes(key: string, need: Resources): boolean {
    const known = this.#byKey.get(key);
    if (known !== undefined) for (const smaller of known) if (fits(smaller, need)) return true;
    return false;
  }

  add(key: string, need: Resources): void {
    const larger = this.#byKey.get(key)?.filter((one) => !fits(need, one)) ?? [];
    this.#byKey.set(key, [...larger, need]);
  }
}
