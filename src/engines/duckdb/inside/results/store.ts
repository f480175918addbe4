import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptResult, resultsToRemove } from '../../rules/retention.ts';
import type { EngineSettings } from '../settings.ts';
import { ResultNames } from './result-names.ts';
import { readSidecar, resultIdPattern, type Sidecar, writeSidecar } from './sidecar.ts';

const tidyAfterMs = 300;

/** Results of queries in `$HOME/.stoa/results`: `<id>/` for each, `names/` for the names that notebooks give them. */
export class ResultStore {
  readonly folder: string;
  readonly #names: ResultNames;
  readonly #limitBytes: number;
  /** Results of runs that are not over, or whose end `tidy` has not heard of: none of them is an earlier run's. */
  readonly #ofRuns = new Set<string>();
  #kept: Promise<Map<string, KeptResult>> | undefined;
  #untidied: (readonly Sidecar[])[] = [];
  #tidying: NodeJS.Timeout | undefined;

  constructor(settings: Pick<EngineSettings, 'home' | 'resultsBytes'>) {
    this.folder = join(settings.home, '.stoa', 'results');
    this.#names = new ResultNames(this.folder);
    this.#limitBytes = settings.resultsBytes;
  }

  newId(): string {
    return `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
  }

  folderOf(id: string): string {
    return join(this.folder, id);
  }

  /** A folder for the parts; `finish` and, when its run is over, `tidyAfter`, or `discard` must follow. */
  begin(id: string): string {
    this.#ofRuns.add(id);
    const folder = this.folderOf(id);
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    return folder;
  }

  async discard(id: string): Promise<void> {
    await rm(this.folderOf(id), { recursive: true, force: true });
    this.#ofRuns.delete(id);
  }

  /** From here on the result is complete: it can be read, not yet by name. */
  finish(sidecar: Sidecar): void {
    writeSidecar(this.folderOf(sidecar.id), sidecar);
  }

  /** From here on the result's name, and `_sql`, stand for it in the Python cells of its notebook. */
  name(sidecar: Sidecar): void {
    const entry = { id: sidecar.id, createdAt: sidecar.createdAt };
    this.#names.add(sidecar.notebook, { [sidecar.name]: entry, _sql: entry });
  }

  /** Ids of stored results by the names that they have in the notebook's runs. */
  names(notebook: string): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(this.#names.of(notebook)).map(([name, { id }]) => [name, id]));
  }

  /**
   * Tidies up soon, so that the next cell does not wait for it.
   *
   * @param stored  results of the run of a cell that just ended
   */
  tidyAfter(stored: readonly Sidecar[]): void {
    this.#untidied.push(stored);
    this.#tidying ??= setTimeout(() => void this.tidy().catch(() => undefined), tidyAfterMs).unref();
  }

  /**
   * Removes results that a later run of their cell replaced, the oldest ones above the limit, and what an engine
   * that died left unfinished.
   */
  async tidy(): Promise<void> {
    clearTimeout(this.#tidying);
    this.#tidying = undefined;
    const runs = this.#untidied.splice(0);
    this.#kept ??= this.#load();
    const kept = await this.#kept;
    for (const sidecar of runs.flat()) {
      kept.set(sidecar.id, keptFrom(sidecar));
      this.#ofRuns.delete(sidecar.id);
    }
    const lastOfCell = new Map(runs.map((run) => [cellOf(run), run]));
    const current = new Set([...lastOfCell.values()].flat().map(({ id }) => id));
    for (const id of resultsToRemove([...kept.values()], current, this.#limitBytes)) {
      kept.delete(id);
      await rm(this.folderOf(id), { recursive: true, force: true });
    }
  }

  async #load(): Promise<Map<string, KeptResult>> {
    const kept = new Map<string, KeptResult>();
    for (const id of await readdir(this.folder).catch(() => [])) {
      if (!resultIdPattern.test(id) || id === 'names' || this.#ofRuns.has(id)) continue;
      const sidecar = await readSidecar(this.folderOf(id)).catch(() => undefined);
      if (sidecar) kept.set(id, keptFrom(sidecar));
      else if (!this.#ofRuns.has(id)) await rm(this.folderOf(id), { recursive: true, force: true });
    }
    return kept;
  }
}

/** A client that does not name its cells has a new one each time. */
function cellOf([first]: readonly Sidecar[]): string {
  return JSON.stringify(first?.cellId ? [first.notebook, first.cellId] : [first?.id]);
}

function keptFrom(sidecar: Sidecar): KeptResult {
  const { id, notebook, cellId, bytes, createdAt } = sidecar;
  return { id, notebook, cellId, bytes, createdAt };
}
