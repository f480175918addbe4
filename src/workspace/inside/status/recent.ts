import { readFileSync } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NotebookFacts } from '../../../storage/contract.ts';
import { FactsReader, knownPlaces, laterRun, notebookFacts, walkFiles } from '../../../storage/inside/index.ts';
import type { RecentNotebook } from '../../protocol/status.ts';
import type { Document } from '../documents/document/document.ts';
import type { Documents } from '../documents/documents.ts';
import type { Environment } from '../environment.ts';
import { isObject } from '../kernels/wire.ts';

type LastRun = RecentNotebook['lastRun'];

/** What is remembered of a notebook while it is closed. */
interface Memory {
  languages: string[];
  lastRun: LastRun;
  /** Of the file when the languages were read. */
  modifiedMs: number;
}

/** What was found is kept this long, and this many times as long as finding it took. */
const keptMs = 3_000;
const keepTimes = 20;
const walkBounds = { entries: 200_000, milliseconds: 3_000 };
/** Of the file in which memories are kept; what another version wrote is read anew from the notebooks. */
const memoriesVersion = 2;

/** The notebooks of the home, newest first, with what is in them and how their last run ended. */
export class Recent {
  readonly #environment: Environment;
  readonly #documents: Documents;
  readonly #file: string;
  readonly #memories: Map<string, Memory>;
  readonly #facts = new FactsReader();
  #found: { at: number; notebooks: Promise<Map<string, number>> } | null = null;
  #keepMs = keptMs;
  #saving: NodeJS.Timeout | null = null;

  constructor(environment: Environment, documents: Documents) {
    this.#environment = environment;
    this.#documents = documents;
    this.#file = join(environment.stoa, 'documents', 'recent.json');
    this.#memories = readMemories(this.#file);
  }

  async list(limit: number): Promise<RecentNotebook[]> {
    const open = new Map(this.#documents.list().map((document) => [document.path, document]));
    const files = await this.#files();
    const times = new Map(files);
    for (const document of open.values()) {
      times.set(document.path, Math.max(Date.parse(document.editedAt), times.get(document.path) ?? 0));
    }
    const newest = [...times].sort(([, a], [, b]) => b - a).slice(0, limit);
    return Promise.all(
      newest.map(([path, at]) => this.#describe(path, at, files.get(path) ?? 0, open.get(path) ?? null)),
    );
  }

  async #describe(path: string, at: number, modifiedMs: number, document: Document | null): Promise<RecentNotebook> {
    const memory = await this.#memory(path, modifiedMs, document);
    return {
      name: basename(path, '.ipynb'),
      path,
      languages: memory.languages,
      lastRun: memory.lastRun,
      editedAt: new Date(at).toISOString(),
      open: document !== null,
    };
  }

  async #memory(path: string, modifiedMs: number, document: Document | null): Promise<Memory> {
    const known = this.#memories.get(path);
    if (document !== null) {
      const running = document.runner.running[0];
      const facts = notebookFacts(document.notebook(), modifiedMs);
      // The notebook itself says how it was run before this server; what was interrupted or lost only the memory says.
      const end = laterRun<NonNullable<LastRun>>(
        document.runner.lastEnd,
        laterRun<NonNullable<LastRun>>(known?.lastRun ?? null, facts?.lastRun ?? null),
      );
      const lastRun: LastRun = running ? { state: 'running', at: running.since ?? document.editedAt } : end;
      const memory = { languages: facts?.languages ?? [], lastRun, modifiedMs };
      this.#remember(path, { ...memory, lastRun: end });
      return memory;
    }
    if (known !== undefined && known.modifiedMs === modifiedMs) return known;
    const facts = await this.#read(path, modifiedMs);
    const lastRun = laterRun<NonNullable<LastRun>>(known?.lastRun ?? null, facts?.lastRun ?? null);
    const memory = { languages: facts?.languages ?? [], lastRun, modifiedMs };
    this.#remember(path, memory);
    return memory;
  }

  async #read(path: string, modifiedMs: number): Promise<NotebookFacts | undefined> {
    const file = join(this.#environment.home, path);
    const found = await stat(file).catch(() => null);
    return found === null ? undefined : this.#facts.read(file, { size: found.size, changedAt: modifiedMs });
  }

  /** Paths of notebooks and when they were last changed, in milliseconds. */
  #files(): Promise<Map<string, number>> {
    const at = performance.now();
    if (this.#found === null || at - this.#found.at > this.#keepMs) this.#found = { at, notebooks: this.#walk() };
    return this.#found.notebooks;
  }

  async #walk(): Promise<Map<string, number>> {
    const began = performance.now();
    const { paths } = await walkFiles(knownPlaces(this.#environment), walkBounds);
    const found = new Map<string, number>();
    for (const path of paths) {
      if (!path.endsWith('.ipynb')) continue;
      const seen = await stat(join(this.#environment.home, path)).catch(() => null);
      if (seen !== null) found.set(path, seen.mtimeMs);
    }
    this.#keepMs = Math.max(keptMs, keepTimes * (performance.now() - began));
    return found;
  }

  #remember(path: string, memory: Memory): void {
    this.#memories.set(path, memory);
    this.#saving ??= setTimeout(() => {
      this.#saving = null;
      this.#save().catch(() => undefined);
    }, 1_000);
    this.#saving.unref();
  }

  async #save(): Promise<void> {
    const text = JSON.stringify({
      version: memoriesVersion,
      notebooks: Object.fromEntries([...this.#memories].slice(-500)),
    });
    await writeFile(`${this.#file}.new`, text, { mode: 0o600 });
    await rename(`${this.#file}.new`, this.#file);
  }
}

function readMemories(file: string): Map<string, Memory> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const notebooks = isObject(value) && value.version === memoriesVersion ? value.notebooks : {};
    const entries = Object.entries(isObject(notebooks) ? notebooks : {});
    return new Map(
      entries.map(([path, memory]) => {
        const kept = isObject(memory) ? memory : {};
        return [
          path,
          {
            languages: Array.isArray(kept.languages) ? kept.languages.map(String) : [],
            lastRun: readLastRun(kept.lastRun),
            modifiedMs: Number(kept.modifiedMs),
          },
        ];
      }),
    );
  } catch {
    return new Map();
  }
}

function readLastRun(value: unknown): LastRun {
  if (!isObject(value)) return null;
  const state = (['running', 'done', 'failed', 'stopped', 'lost'] as const).find((known) => known === value.state);
  return state === undefined ? null : { state, at: String(value.at) };
}
