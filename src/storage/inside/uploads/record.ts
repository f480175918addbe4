import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Conflict } from '../../contract.ts';
import { fileProblems } from '../../problems.ts';
import { type HomePath, parseNewPath } from '../../rules/home-path.ts';
import type { FilesEnvironment } from '../environment.ts';
import type { FolderHandle } from '../folder-handle.ts';
import { homePlace } from '../location.ts';
import { openOurs } from '../staging.ts';
import { codeOf } from '../system-problem.ts';
import { removeIfThere } from '../write-content.ts';

/**
 *   receiving ──> done
 *       └─> waiting (complete, its name was taken) ──> done
 * How much has arrived is the size of the part itself, so nothing needs to be written while bytes come.
 */
export interface UploadRecord {
  id: string;
  /** Where it goes; once done, where it is. */
  path: HomePath;
  length: number;
  conflict: Conflict;
  modifiedAt: number | undefined;
  createdAt: number;
  state: 'receiving' | 'waiting' | 'done';
  /** Inode of the part, written just before it gets its name: tells after a crash that it already has it. */
  placing: number | undefined;
}

/**
 * Upload records are the tenant's own: `$HOME/.stoa/uploads/<id>.json`, also for uploads into a group's folder. Once
 * done they are `<id>.done`, so that a folder of thousands of files does not read all of them again for each.
 */
export class UploadRecords {
  readonly #env: FilesEnvironment;

  constructor(env: FilesEnvironment) {
    this.#env = env;
  }

  save(record: UploadRecord): void {
    using folder = this.#folder();
    const next = folder.at(`${record.id}.json.new`);
    writeFileSync(next, JSON.stringify(record));
    renameSync(next, folder.at(fileOf(record)));
    if (record.state === 'done') removeIfThere(folder.at(`${record.id}.json`));
  }

  read(id: string): UploadRecord {
    using folder = this.#folder();
    const record = readRecord(folder, id, '.done') ?? readRecord(folder, id, '.json');
    if (record === undefined) {
      throw fileProblems['upload-not-found']('It was finished, cancelled, or left alone for a week. Upload it again.');
    }
    return record;
  }

  unfinished(): UploadRecord[] {
    return this.#all('.json').filter(({ state }) => state !== 'done');
  }

  done(): UploadRecord[] {
    return this.#all('.done');
  }

  #all(ending: Ending): UploadRecord[] {
    using folder = this.#folder();
    return readdirSync(folder.path)
      .filter((name) => name.endsWith(ending))
      .flatMap((name) => readRecord(folder, name.slice(0, -ending.length), ending) ?? []);
  }

  remove(record: UploadRecord): void {
    using folder = this.#folder();
    removeIfThere(folder.at(fileOf(record)));
  }

  #folder(): FolderHandle {
    return openOurs(homePlace(this.#env), 'uploads');
  }
}

type Ending = '.json' | '.done';

function fileOf({ id, state }: UploadRecord): string {
  return state === 'done' ? `${id}.done` : `${id}.json`;
}

/** The tenant can write anything here: what is not a record counts as none. */
function readRecord(folder: FolderHandle, id: string, ending: Ending): UploadRecord | undefined {
  try {
    const { path, length, conflict, modifiedAt, createdAt, state, placing } = JSON.parse(
      readFileSync(folder.at(id + ending), 'utf8'),
    );
    if (!Number.isSafeInteger(length) || typeof createdAt !== 'number') return undefined;
    return {
      id,
      path: parseNewPath(String(path)),
      length,
      conflict: conflict === 'replace' || conflict === 'keep-both' ? conflict : 'fail',
      modifiedAt: typeof modifiedAt === 'number' ? modifiedAt : undefined,
      createdAt,
      state: state === 'done' || state === 'waiting' ? state : 'receiving',
      placing: typeof placing === 'number' ? placing : undefined,
    };
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT' || codeOf(error) === undefined) return undefined;
    throw error;
  }
}
