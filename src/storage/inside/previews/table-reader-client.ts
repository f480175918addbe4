import { type ChildProcess, fork } from 'node:child_process';
import { fileProblems } from '../../problems.ts';
import type { TableAnswer, TableRequest } from './table-request.ts';

const deadlineMilliseconds = 20_000;

/**
 * Reads Parquet and CSV in a process of its own, started when first needed and ended when not needed for a while: the
 * engine would cost the waiting files server more than all the rest, and a damaged file can crash it.
 */
export class TableReader {
  readonly #entry: string;
  #child: ChildProcess | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, (answer: TableAnswer) => void>();

  /** @param entry the script of the files server itself, which knows how to be the reader */
  constructor(entry: string) {
    this.#entry = entry;
  }

  async read(question: Omit<TableRequest, 'id'>): Promise<TableAnswer> {
    const child = this.#running();
    const id = this.#nextId++;
    return await new Promise<TableAnswer>((resolve, reject) => {
      const late = setTimeout(() => {
        this.#waiting.delete(id);
        child.kill('SIGKILL');
        reject(
          fileProblems['preview-failed']('Reading it took longer than 20 seconds. Query it in a notebook instead.'),
        );
      }, deadlineMilliseconds);
      this.#waiting.set(id, (answer) => {
        clearTimeout(late);
        this.#waiting.delete(id);
        resolve(answer);
      });
      child.send({ ...question, id } satisfies TableRequest);
    });
  }

  #running(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    const child = fork(this.#entry, ['read-tables'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.on('message', (answer: TableAnswer) => this.#waiting.get(answer.id)?.(answer));
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
      for (const [id, answer] of this.#waiting)
        answer({ id, ok: false, why: 'the reader of tables ended while reading it.' });
    });
    child.on('error', () => child.kill('SIGKILL'));
    child.unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }
}
