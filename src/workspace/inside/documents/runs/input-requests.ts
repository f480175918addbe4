import type { InputRequest } from '../../../protocol/document.ts';
import { compose, content, type WireMessage } from '../../kernels/wire.ts';
import type { Run } from './run.ts';

export interface InputEvents {
  inputAsked(request: InputRequest): void;
  inputClosed(inputId: string): void;
}

/** Cells that called `input()` and wait for a person. */
export class InputRequests {
  readonly #events: InputEvents;
  readonly #open = new Map<string, { request: InputRequest; run: Run; message: WireMessage; askedAt: number }>();

  constructor(events: InputEvents) {
    this.#events = events;
  }

  get all(): InputRequest[] {
    return [...this.#open.values()].map(({ request }) => request);
  }

  ask(run: Run, message: WireMessage): void {
    const { prompt, password } = content(message);
    const inputId = message.header.msg_id;
    const request: InputRequest = {
      type: 'input-request',
      inputId,
      cellId: run.cellId,
      prompt: String(prompt ?? ''),
      password: password === true,
    };
    run.output.flush();
    run.inputs.add(inputId);
    this.#open.set(inputId, { request, run, message, askedAt: performance.now() });
    this.#events.inputAsked(request);
  }

  /** The first answer counts; null when it is answered or over already, else the run that goes on. */
  answer(inputId: string, value: string): Run | null {
    const asked = this.#open.get(inputId);
    if (asked === undefined) return null;
    this.#close(inputId);
    const { run, request, message } = asked;
    run.kernel.send(compose('stdin', 'input_reply', run.kernel.session, { value }, { parent: message.header }));
    // What was typed belongs to the output, as a terminal shows it.
    run.output.stream('stdout', `${request.prompt}${request.password ? '········' : value}\n`);
    return run;
  }

  closeOf(run: Run): void {
    for (const inputId of run.inputs) this.#close(inputId);
  }

  #close(inputId: string): void {
    const asked = this.#open.get(inputId);
    if (asked === undefined) return;
    this.#open.delete(inputId);
    asked.run.waitedMs += Math.round(performance.now() - asked.askedAt);
    this.#events.inputClosed(inputId);
  }
}
