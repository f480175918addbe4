import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { NotebookFacts } from '../contract.ts';
import { notebookFacts } from '../rules/notebook-facts.ts';

const maxBytes = 4 * 1024 * 1024;
const mostKept = 2_000;

interface Version {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** Reads what lists say of notebooks; each version of a file once. */
export class FactsReader {
  readonly #kept = new Map<string, { version: Version; facts: NotebookFacts | undefined }>();

  /** Undefined where the file is no notebook, cannot be read, or is too large to be read for a list. */
  async read(file: string, { size, changedAt }: Version): Promise<NotebookFacts | undefined> {
    const kept = this.#kept.get(file);
    if (kept?.version.size === size && kept.version.changedAt === changedAt) return kept.facts;
    const facts = size > maxBytes ? undefined : await parse(file, changedAt);
    this.#kept.delete(file);
    this.#kept.set(file, { version: { size, changedAt }, facts });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return facts;
  }
}

async function parse(file: string, changedAt: number): Promise<NotebookFacts | undefined> {
  try {
    // In a group's folder a pipe may stand there by now: it is not waited for.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > maxBytes) return undefined;
    return notebookFacts(JSON.parse(await handle.readFile('utf8')), changedAt);
  } catch {
    return undefined;
  }
}
