import { lstatSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { FoundFile, FoundFiles } from '../contract.ts';
import { parseHomePath } from '../rules/home-path.ts';
import type { TenantFolders } from './environment.ts';
import { knownPlaces } from './known-places.ts';
import { locate } from './location.ts';
import type { Owners } from './owners.ts';
import { FactsReader } from './read-facts.ts';
import { type Walk, walkFiles } from './walk-files.ts';

const bounds = { entries: 300_000, milliseconds: 5_000 };
/** Two questions of one page share a walk. */
const keepMilliseconds = 1_000;
const batch = 500;
const describedAtMost = 200;
const factsMilliseconds = 500;

/** Finds files anywhere in the home and in the groups' folders, the last changed first. */
export class FileFinder {
  readonly #env: TenantFolders;
  readonly #owners: Owners;
  readonly #facts = new FactsReader();
  #walk: { until: number; result: Promise<Walk> } | undefined;

  constructor(env: TenantFolders, owners: Owners) {
    this.#env = env;
    this.#owners = owners;
  }

  /**
   * @param ending  of the name, e.g. `.ipynb`; empty for every file
   * @param limit   how many are answered; `total` counts all
   */
  async find(ending: string, limit: number): Promise<FoundFiles> {
    const { paths, complete } = await this.#paths();
    const found: FoundFile[] = [];
    for (const path of paths) {
      if (!path.endsWith(ending)) continue;
      const file = this.#read(path);
      if (file !== undefined) found.push(file);
      if (found.length % batch === 0) await breathe();
    }
    found.sort((a, b) => b.changedAt - a.changedAt);
    const files = found.slice(0, limit);
    return { files: ending === '.ipynb' ? await this.#withFacts(files) : files, total: found.length, complete };
  }

  /** The newest notebooks with what is in them, as far as that is soon read; the rest has its turn with a later question. */
  async #withFacts(files: readonly FoundFile[]): Promise<FoundFile[]> {
    const until = performance.now() + factsMilliseconds;
    const known: FoundFile[] = [];
    for (const file of files) {
      const due = known.length < describedAtMost && performance.now() < until;
      const notebook = due
        ? await this.#facts.read(locate(this.#env, parseHomePath(file.path)).absolute, file)
        : undefined;
      known.push(notebook === undefined ? file : { ...file, notebook });
    }
    return known;
  }

  #paths(): Promise<Walk> {
    const now = performance.now();
    if (this.#walk === undefined || now > this.#walk.until) {
      const walk = { until: Number.POSITIVE_INFINITY, result: walkFiles(knownPlaces(this.#env), bounds) };
      this.#walk = walk;
      void walk.result.finally(() => {
        walk.until = performance.now() + keepMilliseconds;
        setTimeout(() => {
          if (this.#walk === walk) this.#walk = undefined;
        }, keepMilliseconds).unref();
      });
    }
    return this.#walk.result;
  }

  /** Nothing of what went away, or of a name that is no path here (such as one that is not UTF-8). */
  #read(text: string): FoundFile | undefined {
    try {
      const path = parseHomePath(text);
      const stats = lstatSync(locate(this.#env, path).absolute, { throwIfNoEntry: false });
      if (!stats?.isFile()) return undefined;
      return { path, size: stats.size, changedAt: Math.round(stats.mtimeMs), owner: this.#owners.user(stats.uid) };
    } catch {
      return undefined;
    }
  }
}
