import type { CellState, ClientMessage, InputRequest, ServerMessage } from '../../workspace/protocol/document.ts';
import { Refused } from '../connection.ts';
import { AskedRuns } from './asked-runs.ts';
import { type Output, ShownOutput, textOf } from './shown-output.ts';

/** What a run needs of the notebook. */
export interface Notebook {
  send(message: ClientMessage): void;
  outputs(cellId: string): readonly Output[];
}

/** What a run needs of where it was started. */
export interface Screen {
  print(text: string): void;
  /** A line for a person, beside what is printed. */
  note(line: string): void;
  /** Answers undefined when nobody answers; null where there is no terminal to ask on. */
  readonly ask: ((question: string, hidden: boolean, signal: AbortSignal) => Promise<string | undefined>) | null;
}

/**
 * One run of all cells. Everything printed is of this run, never of an older one:
 * asking ⇄ waiting (cells run that others asked for) → running → saving → over
 */
export class NotebookRun {
  readonly #notebook: Notebook;
  readonly #screen: Screen;
  readonly #result = Promise.withResolvers<void>();
  #step: 'opening' | 'asking' | 'waiting' | 'running' | 'saving' = 'opening';
  #states: Record<string, CellState> = {};
  readonly #inputs = new Map<string, InputRequest>();
  readonly #questions = new Map<string, AbortController>();
  readonly #shown = new Map<string, ShownOutput>();
  #runs = new AskedRuns({});
  /** Cells of others that are in the way. */
  #busy: string[] = [];
  #noted = '';
  #stopped: Refused | null = null;

  constructor(notebook: Notebook, screen: Screen) {
    this.#notebook = notebook;
    this.#screen = screen;
  }

  /** Ends when every cell has run and the file holds what they put out; refused when one did not succeed. */
  get ended(): Promise<void> {
    return this.#result.promise;
  }

  /** Takes what is queued out again and interrupts the cell that runs; then the run ends as `why`. */
  stop(why: Refused): void {
    this.#stopped ??= why;
    if (this.#step === 'running') this.#cancel();
    else if (this.#step !== 'asking') this.fail(this.#stopped);
  }

  fail(why: Refused): void {
    for (const question of this.#questions.values()) question.abort();
    this.#result.reject(why);
  }

  received(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.readOnlyReason === 'held-elsewhere') {
          this.fail(heldBy(message.holder));
          return;
        }
        this.#states = { ...message.cells };
        for (const input of message.inputs) this.#inputs.set(input.inputId, input);
        this.#ask();
        return;
      case 'access':
        if (message.readOnlyReason === 'held-elsewhere') this.fail(heldBy(message.holder));
        return;
      case 'error':
        // What becomes of a cell is in its state.
        if (message.cellId !== undefined) return;
        if (message.requestId !== undefined || this.#step === 'opening') this.fail(refusal(message.problem));
        else this.#screen.note(refusal(message.problem).message);
        return;
      case 'queued':
        this.#queued(message.cells, message.busy);
        return;
      case 'cells':
        for (const [id, state] of Object.entries(message.cells)) this.#told(id, state);
        this.#goOn();
        return;
      case 'input-request':
        this.#inputs.set(message.inputId, message);
        if (this.#runs.has(message.cellId)) this.#question(message).catch((cause) => this.#result.reject(cause));
        this.#goOn();
        return;
      case 'input-closed':
        this.#inputs.delete(message.inputId);
        this.#questions.get(message.inputId)?.abort();
        this.#goOn();
        return;
      case 'written':
        this.#written(message.requestId);
        return;
    }
  }

  /** The document changed: what cells of this run have printed since is printed. */
  changed(): void {
    for (const [id, shown] of this.#shown) if (this.#runs.has(id)) shown.growing(textOf(this.#notebook.outputs(id)));
  }

  #ask(): void {
    this.#step = 'asking';
    this.#notebook.send({ type: 'run-all', requestId: 'run', unlessBusy: true });
  }

  #queued(cells: Record<string, string>, busy: string[]): void {
    this.#runs = new AskedRuns(cells);
    this.#busy = busy;
    this.#step = busy.length > 0 ? 'waiting' : 'running';
    if (this.#stopped !== null) {
      if (busy.length > 0) {
        this.fail(this.#stopped);
        return;
      }
      this.#cancel();
    }
    // Their states came before this answer; one that has none any more is over.
    for (const id of Object.keys(cells)) this.#told(id, this.#states[id] ?? null);
    this.#goOn();
  }

  #told(id: string, state: CellState | null): void {
    if (state === null) delete this.#states[id];
    else this.#states[id] = state;
    const now = this.#runs.told(id, state);
    if (now === 'silent') return;
    const shown = this.#shown.get(id) ?? new ShownOutput((text) => this.#screen.print(text));
    this.#shown.set(id, shown);
    const text = textOf(this.#notebook.outputs(id));
    if (now === 'ended') shown.end(text);
    else shown.growing(text);
  }

  #goOn(): void {
    if (this.#step === 'waiting') this.#waitOrAsk();
    if (this.#step !== 'running' || this.#runs.open.length > 0) return;
    this.#step = 'saving';
    this.#notebook.send({ type: 'save', requestId: 'save' });
  }

  #waitOrAsk(): void {
    const before = this.#busy.filter((id) => ['queued', 'running'].includes(this.#states[id]?.phase ?? ''));
    if (before.length === 0) {
      this.#ask();
      return;
    }
    const asks = [...this.#inputs.values()].some(({ cellId }) => before.includes(cellId));
    const kind = asks ? 'asks' : 'behind';
    if (this.#noted === kind) return;
    this.#noted = kind;
    const cells = before.length === 1 ? '1 cell' : `${before.length} cells`;
    this.#screen.note(
      asks
        ? 'waiting: a cell of this notebook asks for an answer on its page'
        : `waiting behind ${cells} of this notebook`,
    );
  }

  #cancel(): void {
    this.#notebook.send({ type: 'cancel', cells: this.#runs.open, running: true });
  }

  #written(requestId: string | undefined): void {
    if (requestId !== 'save') return;
    const failure = this.#runs.failure;
    if (this.#stopped !== null) this.fail(this.#stopped);
    else if (failure !== null) this.fail(new Refused(failure));
    else this.#result.resolve();
  }

  /** A cell of this run asks: on the terminal, or the run cannot go on. */
  async #question({ inputId, cellId, prompt, password }: InputRequest): Promise<void> {
    const { ask } = this.#screen;
    if (ask === null) {
      const asked = prompt.trim() === '' ? 'for an answer' : `"${prompt.trim()}"`;
      const what = `A cell asks ${asked}, and there is no terminal to ask on; the run was stopped.`;
      return this.stop(new Refused(`${what} Run it on a terminal, or on the page of the notebook.`));
    }
    const shown = this.#shown.get(cellId);
    shown?.all(textOf(this.#notebook.outputs(cellId)));
    const question = new AbortController();
    this.#questions.set(inputId, question);
    const value = await ask(prompt, password, question.signal);
    this.#questions.delete(inputId);
    if (question.signal.aborted) return;
    if (value === undefined) {
      this.stop(new Refused('A cell asked and got no answer; the run was stopped.'));
      return;
    }
    shown?.typed(`${prompt}${password ? '········' : value}\n`);
    this.#notebook.send({ type: 'input', inputId, value });
  }
}

function refusal({ message, why }: { message: string; why?: string }): Refused {
  return new Refused([message, why].filter(Boolean).join(' '));
}

function heldBy(holder: string | null): Refused {
  const who = holder === null ? 'Another workspace' : `The workspace of ${holder}`;
  return new Refused(`${who} writes this notebook now. Take over on its page, or run it there.`);
}
