import { createHash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from './sidecar.ts';

type Names = Readonly<Record<string, { readonly id: string; readonly createdAt: string }>>;

/** A file that has grown beyond this is written anew, with the last result of each name. */
const longestBytes = 65_536;

/**
 * Which result a name of a notebook stands for, in a file for each notebook: lines of JSON, `{"names": {…}}`, of which a
 * later one goes before an earlier one; one that is no JSON was cut short by a crash and says nothing. Read by the Python
 * kernel's extension as well. Lines are added because ext4, when a file takes another's place, writes it to the disk
 * first, which takes as long as a small query.
 */
export class ResultNames {
  readonly #folder: string;

  constructor(results: string) {
    this.#folder = join(results, 'names');
  }

  /** By name; empty when nobody named anything yet. */
  of(notebook: string): Names {
    try {
      return merged(readFileSync(this.#fileOf(notebook), 'utf8'));
    } catch {
      return {};
    }
  }

  add(notebook: string, names: Names): void {
    const path = this.#fileOf(notebook);
    const file = openToAdd(path);
    let bytes: number;
    try {
      writeSync(file, `\n${lineOf(names)}`);
      bytes = fstatSync(file).size;
    } finally {
      closeSync(file);
    }
    if (bytes > longestBytes) writeAtomically(path, lineOf(this.of(notebook)));
  }

  /** Named for the first 32 hexadecimal digits of the SHA-256 of the notebook's key. */
  #fileOf(notebook: string): string {
    return join(this.#folder, `${createHash('sha256').update(notebook).digest('hex').slice(0, 32)}.json`);
  }
}

function openToAdd(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, 'a', 0o600);
  }
}

function lineOf(names: Names): string {
  return JSON.stringify({ names });
}

function merged(text: string): Names {
  let names: Names = {};
  for (const line of text.split('\n')) {
    try {
      names = { ...names, ...(JSON.parse(line) as { readonly names: Names }).names };
    } catch {
      // Cut short, or empty.
    }
  }
  return names;
}
