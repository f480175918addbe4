import type { Doc } from 'yjs';
import type { Kernel } from '../../kernels/kernel.ts';
import { content, type JsonObject, type WireMessage } from '../../kernels/wire.ts';
import { type Displays, isDeleted, updateDisplay } from '../output/cell-output.ts';
import type { OutputFiles } from '../output/output-files.ts';
import { findCell } from '../shared-notebook.ts';
import { addTimes, setExecutionCount } from './cell-fields.ts';
import type { InputRequests } from './input-requests.ts';
import type { LiveRuns } from './live-runs.ts';
import type { Run } from './run.ts';

/** What kernels say, put where it belongs: into the cell whose run asked for it. */
export class KernelMessages {
  readonly #host: { doc: Doc; files: OutputFiles };
  readonly #runs: LiveRuns;
  readonly #inputs: InputRequests;

  constructor(host: { doc: Doc; files: OutputFiles }, runs: LiveRuns, inputs: InputRequests) {
    this.#host = host;
    this.#runs = runs;
    this.#inputs = inputs;
  }

  /** @param displays  where the kernel's outputs with a display id are */
  received(kernel: Kernel, message: WireMessage, displays: () => Displays): void {
    const type = message.header.msg_type;
    if (message.channel === 'iopub' && type === 'update_display_data') {
      this.#runs.flush();
      updateDisplay(this.#host.doc, displays(), this.#host.files, content(message));
      return;
    }
    const run = this.#runs.of(kernel, message.parent.msg_id);
    if (run === null) return;
    if (isDeleted(run.cell) && !this.#found(run)) {
      if (!run.over) this.#ofDeletedCell(run, message);
      return;
    }
    if (message.channel === 'iopub') this.#iopub(run, type, message);
    else if (message.channel === 'shell' && type === 'execute_reply') {
      run.reply = content(message);
      this.#times(run, 'shell.execute_reply', message);
      this.#runs.finishIfOver(run);
    } else if (message.channel === 'stdin' && type === 'input_request' && run.item !== null) {
      this.#inputs.ask(run, message);
    }
  }

  /** A cell that was moved is a new one with the old id: its output goes on there. */
  #found(run: Run): boolean {
    const cell = findCell(this.#host.doc, run.cellId);
    if (cell === null) return false;
    run.cell = cell;
    run.output.moveTo(cell);
    return true;
  }

  /** A cell deleted while it runs: only its end matters. */
  #ofDeletedCell(run: Run, message: WireMessage): void {
    if (message.header.msg_type === 'execute_reply') run.reply = content(message);
    if (message.header.msg_type === 'status' && content(message).execution_state === 'idle') run.idle = true;
    this.#runs.finishIfOver(run);
  }

  #iopub(run: Run, type: string, message: WireMessage): void {
    const body = content(message);
    switch (type) {
      case 'status':
        this.#status(run, body, message);
        break;
      case 'execute_input':
        if (typeof body.execution_count === 'number') setExecutionCount(this.#host.doc, run.cell, body.execution_count);
        this.#times(run, 'iopub.execute_input', message);
        break;
      case 'stream':
        run.output.stream(body.name === 'stderr' ? 'stderr' : 'stdout', String(body.text ?? ''));
        this.#runs.progress(run);
        break;
      case 'display_data':
        run.output.output({ metadata: {}, ...pick(body, 'data', 'metadata', 'transient'), output_type: type });
        break;
      case 'execute_result':
        run.output.output({
          metadata: {},
          ...pick(body, 'data', 'metadata', 'transient', 'execution_count'),
          output_type: type,
        });
        break;
      case 'error':
        run.output.output({ ...pick(body, 'ename', 'evalue', 'traceback'), output_type: 'error' });
        break;
      case 'clear_output':
        run.output.clear(body.wait === true);
        break;
    }
  }

  #status(run: Run, body: JsonObject, message: WireMessage): void {
    if (body.execution_state === 'busy') {
      if (run.over) return;
      this.#times(run, 'iopub.status.busy', message);
      this.#runs.busy(run);
    } else if (body.execution_state === 'idle') {
      run.idle = true;
      this.#times(run, 'iopub.status.idle', message);
      if (run.resumed) this.#runs.lose(run);
      else this.#runs.finishIfOver(run);
    }
  }

  #times(run: Run, name: string, message: WireMessage): void {
    addTimes(this.#host.doc, run.cell, { [name]: message.header.date || new Date().toISOString() });
  }
}

function pick(body: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));
}
