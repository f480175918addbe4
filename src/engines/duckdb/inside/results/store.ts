import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeptResult, resultsToRemove } from '../../rules/retention.ts';
import type { EngineSettings } from '../settings.ts';
import { readSidecar, resultIdPattern, type Sidecar, writeJsonAtomically, writeSidecar } from './sidecar.ts';

/** Which result a name of a notebook stands for; `_sql` is the latest. Read by the Python kernel's extension. */
interface NamesOfNotebook {
  readonly notebook: string;
  readonly names: Record<string, { readonly id: string; readonly createdAt: string }>;
}

/** Results of queries in `$HOME/.stoa/results`: `<id>/` for each, `names/` for the names that notebooks give them. */
export class ResultStore {
  readonly folder: string;
  readonly #limitBytes: number;
  readonly #unfinished = new Set<string>();
  #kept: Promise<Map<string, KeptResult>> | undefined;
  #naming: Promise<void> = Promise.resolve();

  constructor(settings: Pick<EngineSettings, 'home' | 'resultsBytes'>) {
    this.folder = join(settings.home, '.stoa', 'results');
    this.#limitBytes = settings.resultsBytes;
  }

  newId(): string {
    return `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
  }

  folderOf(id: string): string {
    return join(this.folder, id);
  }

  /** A folder for the parts; `finish` or `discard` must follow. */
  async begin(id: string): Promise<string> {
    this.#unfinished.add(id);
    await mkdir(this.folderOf(id), { recursive: true, mode: 0o700 });
    return this.folderOf(id);
  }

  async discard(id: string): Promise<void> {
    await rm(this.folderOf(id), { recursive: true, force: true });
    this.#unfinished.delete(id);
  }

  /** From here on the result is complete and has its name. */
  async finish(sidecar: Sidecar): Promise<void> {
    await writeSidecar(this.folderOf(sidecar.id), sidecar);
    this.#naming = this.#naming.then(() => this.#name(sidecar));
    await this.#naming;
    this.#unfinished.delete(sidecar.id);
  }

  /**
   * Removes results that a later run of their cell replaced, the oldest ones above the limit, and what an engine
   * that died left unfinished.
   *
   * @param current  ids of the run that just ended
   */
  async tidy(current: readonly Sidecar[]): Promise<void> {
    this.#kept ??= this.#load();
    const kept = await this.#kept;
    for (const sidecar of current) kept.set(sidecar.id, keptFrom(sidecar));
    for (const id of resultsToRemove([...kept.values()], new Set(current.map(({ id }) => id)), this.#limitBytes)) {
      kept.delete(id);
      await rm(this.folderOf(id), { recursive: true, force: true });
    }
  }

  async #name(sidecar: Sidecar): Promise<void> {
    const folder = join(this.folder, 'names');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${notebookKey(sidecar.notebook)}.json`);
    const known = await readFile(path, 'utf8').then(
      (text) => JSON.parse(text) as NamesOfNotebook,
      () => ({ notebook: sidecar.notebook, names: {} }),
    );
    const entry = { id: sidecar.id, createdAt: sidecar.createdAt };
    await writeJsonAtomically(path, { ...known, names: { ...known.names, [sidecar.name]: entry, _sql: entry } });
  }

  async #load(): Promise<Map<string, KeptResult>> {
    const kept = new Map<string, KeptResult>();
    for (const id of await readdir(this.folder).catch(() => [])) {
      if (!resultIdPattern.test(id) || id === 'names' || this.#unfinished.has(id)) continue;
      const sidecar = await readSidecar(this.folderOf(id)).catch(() => undefined);
      if (sidecar) kept.set(id, keptFrom(sidecar));
      else if (!this.#unfinished.has(id)) await rm(this.folderOf(id), { recursive: true, force: true });
    }
    return kept;
  }
}

function keptFrom(sidecar: Sidecar): KeptResult {
  const { id, notebook, cellId, bytes, createdAt } = sidecar;
  return { id, notebook, cellId, bytes, createdAt };
}

/** The file of a notebook's names: the first 32 hexadecimal digits of the key's SHA-256. */
export function notebookKey(notebook: string): string {
  return createHash('sha256').update(notebook).digest('hex').slice(0, 32);
}
