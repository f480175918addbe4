import type { CellState, InputRequest, KernelState } from '../../../protocol/document.ts';
import type { Execution, Kernel } from '../../kernels/kernel.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Sessions } from '../../kernels/sessions.ts';
import { content, metadata, type WireMessage } from '../../kernels/wire.ts';
import { CellOutput } from '../output/cell-output.ts';
import { cellsOf, findCell } from '../shared-notebook.ts';
import { clearCell, errorOutput } from './cell-fields.ts';
import { kernelNameOf, kernelNamesOf } from './cell-language.ts';
import { CellQueues } from './cell-queues.ts';
import { CellStates, type RunEnd } from './cell-states.ts';
import { codeCells } from './cells-to-run.ts';
import { InputRequests } from './input-requests.ts';
import { KernelMessages } from './kernel-messages.ts';
import { phaseChanged } from './kernel-phase.ts';
import { kernelState } from './kernel-state.ts';
import { LiveRuns } from './live-runs.ts';
import { NotebookKernels } from './notebook-kernels.ts';
import type { RunnerHost } from './runner-host.ts';
import type { RunnerParts } from './runner-parts.ts';
import { startCell } from './start-cell.ts';

const endedAwayReason =
  'The kernel ended while this cell ran, and the workspace server with it. Run it again: a new kernel starts.';

/**
 * Runs the cells of one notebook: a queue for each language, one kernel for each. Whatever the kernel says goes into
 * the document, whether or not a page is open.
 *
 * A cell's way: `run` → CellQueues → its turn: startCell → LiveRuns.begin → KernelMessages → LiveRuns.finish → the next.
 */
export class Runner {
  readonly #host: RunnerHost;
  readonly #allKernels: Kernels;
  readonly #states: CellStates;
  readonly #queues: CellQueues;
  readonly #inputs: InputRequests;
  readonly #runs: LiveRuns;
  readonly #messages: KernelMessages;
  readonly #kernels: NotebookKernels;

  constructor(host: RunnerHost, kernels: Kernels, sessions: Sessions) {
    this.#host = host;
    this.#allKernels = kernels;
    this.#states = new CellStates((cells) => host.cellsChanged(cells));
    this.#queues = new CellQueues(this.#states, {
      turn: (item) => startCell(this.#parts, item),
      changed: (cellIds) => {
        host.queueChanged(cellIds);
        host.kernelsChanged();
      },
    });
    this.#inputs = new InputRequests(host);
    this.#runs = new LiveRuns({
      host,
      states: this.#states,
      inputs: this.#inputs,
      ended: (item, phase) => {
        if (phase !== 'done') this.#queues.stopBatch(item, 'A cell before it did not succeed.');
        this.#queues.over(item);
      },
    });
    this.#messages = new KernelMessages(host, this.#runs, this.#inputs);
    this.#kernels = new NotebookKernels(
      {
        get path() {
          return host.path;
        },
        received: (kernel, message) => this.#messages.received(kernel, message, () => this.#kernels.displaysOf(kernel)),
        phaseChanged: (kernel) => phaseChanged(this.#parts, kernel),
      },
      sessions,
    );
    for (const kernel of this.#kernels.list()) this.#kernels.watch(kernel);
  }

  get #parts(): RunnerParts {
    return { host: this.#host, states: this.#states, queues: this.#queues, runs: this.#runs, kernels: this.#kernels };
  }

  get states(): Record<string, CellState> {
    return this.#states.all;
  }

  get inputs(): InputRequest[] {
    return this.#inputs.all;
  }

  get isBusy(): boolean {
    return this.#queues.isBusy || this.#runs.live().length > 0;
  }

  get running(): { kernel: string; since: string | null }[] {
    return this.#runs.live().map(({ kernelName, startedAt }) => ({ kernel: kernelName, since: startedAt }));
  }

  get lastEnd(): RunEnd | null {
    return this.#states.lastEnd;
  }

  /** Makes what a first run would wait for, when it can be foreseen. */
  async expectRun(): Promise<void> {
    if (!kernelNamesOf(this.#host.doc).includes('python3')) return;
    const kernel = this.#kernels.find('python3');
    if (kernel === null || !kernel.isUp) await this.#allKernels.warmPython();
  }

  /** The kernels that this notebook uses or would use, from its cells and its sessions. */
  kernelStates(): KernelState[] {
    const names = new Set(kernelNamesOf(this.#host.doc));
    for (const kernel of this.#kernels.list()) {
      names.add(kernel.spec.name);
      this.#kernels.watch(kernel);
    }
    return [...names].map((name) =>
      kernelState(name, this.#kernels.find(name), {
        queue: this.#queues.waitingFor(name),
        running: this.#runs.live().find((run) => run.kernelName === name)?.cellId ?? null,
      }),
    );
  }

  /** Queues cells in the order given. One that is queued or running already is left as it is. */
  run(cellIds: string[], stopOnError: boolean): void {
    const { doc } = this.#host;
    const wanted: { cellId: string; kernelName: string }[] = [];
    for (const cellId of new Set(cellIds)) {
      const cell = findCell(doc, cellId);
      if (cell === null) {
        this.#host.failed({ code: 'cell-not-found', message: 'The cell is not in the notebook any more.' }, cellId);
        continue;
      }
      const phase = this.#states.get(cellId)?.phase;
      if (cell.get('cell_type') !== 'code' || phase === 'queued' || phase === 'running') continue;
      wanted.push({ cellId, kernelName: kernelNameOf(doc, cell) });
    }
    this.#queues.add(wanted, stopOnError);
  }

  runAll({ stopOnError, ...range }: { from?: string; before?: string; stopOnError: boolean }): void {
    this.run(codeCells(this.#host.doc, range), stopOnError);
  }

  /** Queues all code cells, or none when one of them waits or runs already; answers `queuedAt` of each that it queued. */
  runAllUnlessBusy(options: { from?: string; before?: string; stopOnError: boolean }): {
    cells: Record<string, string>;
    busy: string[];
  } {
    const ids = codeCells(this.#host.doc, options);
    const isBusy = (id: string): boolean => ['queued', 'running'].includes(this.#states.get(id)?.phase ?? '');
    const busy = ids.filter(isBusy);
    if (busy.length > 0) return { cells: {}, busy };
    this.run(ids, options.stopOnError);
    return { cells: Object.fromEntries(ids.map((id) => [id, this.#states.get(id)?.queuedAt ?? ''])), busy };
  }

  /** Takes cells out of the queues. */
  cancel(cellIds: string[] | null): void {
    this.#queues.cancel(cellIds, 'Taken out of the queue.');
  }

  /** Takes cells out of the queues, and interrupts those that run; what else is queued stays. */
  async stop(cellIds: string[]): Promise<void> {
    this.#queues.cancel(cellIds, 'Taken out of the queue.');
    const runs = this.#runs.live().filter(({ cellId }) => cellIds.includes(cellId));
    for (const run of runs) run.interrupted = true;
    await Promise.all(runs.map(({ kernel }) => kernel.interrupt()));
  }

  async interrupt(kernelName: string | null): Promise<void> {
    for (const name of kernelName === null ? this.#queues.kernelNames : [kernelName]) {
      this.#queues.cancel(this.#queues.waitingFor(name), 'Interrupted.');
    }
    const kernels = new Set<Kernel>();
    for (const run of this.#runs.live()) {
      if (kernelName !== null && run.kernelName !== kernelName) continue;
      run.interrupted = true;
      kernels.add(run.kernel);
    }
    await Promise.all([...kernels].map((kernel) => kernel.interrupt()));
  }

  async restart(kernelName: string | null): Promise<void> {
    const kernels = this.#kernels.list(kernelName);
    for (const kernel of kernels) this.#queues.empty(kernel.spec.name, 'The kernel was restarted.');
    await Promise.all(kernels.map((kernel) => kernel.restart('page')));
  }

  clearOutputs(): void {
    const { doc } = this.#host;
    for (const cell of cellsOf(doc)) if (cell.get('cell_type') === 'code') clearCell(doc, cell);
  }

  async shutdown(kernelName: string | null): Promise<void> {
    const kernels = this.#kernels.list(kernelName);
    for (const kernel of kernels) this.#queues.empty(kernel.spec.name, 'The kernel was shut down.');
    for (const kernel of kernels) {
      this.#kernels.drop(kernel);
      await this.#allKernels.remove(kernel.id);
    }
    this.#host.kernelsChanged();
  }

  answerInput(inputId: string, value: string): boolean {
    const run = this.#inputs.answer(inputId, value);
    if (run !== null) this.#runs.answered(run);
    return run !== null;
  }

  /** The kernel for questions of a page (completion, help): started when it is not there. */
  kernelFor(kernelName: string): Promise<Kernel> {
    return this.#kernels.started(kernelName);
  }

  /** A Jupyter client runs a cell of this notebook in one of its kernels: its output goes here too. */
  foreign(kernel: Kernel, message: WireMessage): void {
    const { cellId } = metadata(message);
    if (typeof cellId !== 'string') return;
    const cell = findCell(this.#host.doc, cellId);
    if (cell === null || cell.get('cell_type') !== 'code' || content(message).silent === true) return;
    this.#kernels.watch(kernel);
    const displays = this.#kernels.displaysOf(kernel);
    this.#runs.begin({ kernel, cell, messageId: message.header.msg_id, item: null, displays });
  }

  /** A cell that a former server was running. */
  resume(kernel: Kernel, { cellId, messageId, startedAt }: Execution): void {
    this.#kernels.watch(kernel);
    const cell = findCell(this.#host.doc, cellId);
    if (cell === null) return;
    const displays = this.#kernels.displaysOf(kernel);
    this.#runs.resume({ kernel, cell, messageId, item: null, displays }, startedAt);
  }

  /** A cell that a former server was running, in a kernel that ended before this server came. */
  endedAway(kernelName: string, { cellId, startedAt }: Execution): void {
    const { doc, files } = this.#host;
    const cell = findCell(doc, cellId);
    if (cell === null) return;
    const output = new CellOutput(doc, cell, files, new Map());
    output.output(errorOutput('KernelDied', endedAwayReason));
    output.flush();
    const at = new Date().toISOString();
    const times = { queuedAt: startedAt, startedAt, finishedAt: at };
    this.#states.set(cellId, { phase: 'failed', kernel: kernelName, ...times, reason: endedAwayReason });
    this.#states.lastEnd = { state: 'failed', at };
  }

  /** Writes what kernels have said so far; when the document closes. */
  flush(): void {
    this.#runs.flush();
  }

  dispose(): void {
    this.#kernels.dispose();
    this.#runs.dispose();
  }
}
