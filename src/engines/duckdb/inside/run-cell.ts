import { explainError, type QueryError } from '../rules/query-error.ts';
import { splitStatements } from '../rules/statements.ts';
import type { CellContext } from './cell-context.ts';
import type { Sidecar } from './results/sidecar.ts';
import { StatementRun } from './run-statement.ts';

export type CellOutcome =
  | { readonly status: 'ok' }
  | {
      readonly status: 'error';
      readonly error: { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };
    };

/** How often an interrupt is repeated, since one that comes between two queries of a statement hits nothing. */
const interruptEveryMs = 50;

/** One run of a cell: its statements in order, until one fails or it is cancelled. */
export class CellRun {
  readonly #context: CellContext;
  readonly #done = Promise.withResolvers<void>();
  readonly #cancelled = new AbortController();
  #statement: StatementRun | undefined;

  constructor(context: CellContext) {
    this.#context = context;
  }

  /** Resolves when the run is over, however it ended. */
  get finished(): Promise<void> {
    return this.#done.promise;
  }

  /** 0 to 100, of the statement that runs now. */
  get percent(): number | undefined {
    return this.#statement?.percent;
  }

  cancel(): void {
    this.#cancelled.abort();
  }

  async run(warn: (problem: string) => void): Promise<CellOutcome> {
    const { session, code } = this.#context;
    const stored: Sidecar[] = [];
    const statements = splitStatements(code);
    session.busy = true;
    try {
      if (statements.length === 0) return { status: 'ok' };
      const connection = await session.connection();
      if (session.databaseProblem !== undefined) warn(session.databaseProblem);
      const interrupts = this.#repeatInterrupts(() => connection.interrupt());
      try {
        // A mistake in the last statement shows before the first one runs.
        const parsed = await connection
          .extractStatements(code)
          .catch((error) => Promise.reject(new CellError(error, 0)));
        for (const statement of statements) {
          if (this.#cancelled.signal.aborted) throw new CellError(new Error('INTERRUPT Error: Interrupted!'), 0);
          const lines = code.slice(0, statement.start).split('\n').length - 1;
          this.#statement = new StatementRun(
            this.#context,
            connection,
            statement.text,
            // A cell of one statement from its first character: parsed already, with the same line numbers.
            statements.length === 1 && statement.start === 0 ? parsed : undefined,
          );
          try {
            const sidecar = await this.#statement.run();
            if (sidecar) stored.push(sidecar);
          } catch (error) {
            throw new CellError(error, lines - (this.#statement?.linesBefore ?? 0));
          }
        }
      } finally {
        interrupts[Symbol.dispose]();
      }
      return { status: 'ok' };
    } catch (error) {
      return { status: 'error', error: this.#explain(error) };
    } finally {
      session.busy = false;
      this.#statement = undefined;
      this.#done.resolve();
      if (stored.length > 0) this.#context.engine.results.tidyAfter(stored);
    }
  }

  #explain(error: unknown): QueryError {
    const cause = error instanceof CellError ? error.cause : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#context.engine.database.learnFrom(message);
    return explainError(message, this.#context.code, error instanceof CellError ? error.skippedLines : 0);
  }

  #repeatInterrupts(interrupt: () => void): Disposable {
    let timer: NodeJS.Timeout | undefined;
    const begin = (): void => {
      interrupt();
      timer = setInterval(interrupt, interruptEveryMs);
    };
    const { signal } = this.#cancelled;
    signal.addEventListener('abort', begin, { once: true });
    if (signal.aborted) begin();
    return {
      [Symbol.dispose]() {
        signal.removeEventListener('abort', begin);
        clearInterval(timer);
      },
    };
  }
}

class CellError extends Error {
  /** Lines of the cell before what DuckDB was given. */
  readonly skippedLines: number;
  constructor(cause: unknown, skippedLines: number) {
    super('a statement of the cell failed', { cause });
    this.skippedLines = skippedLines;
  }
}
