import type { Execution, Kernel } from '../../kernels/kernel.ts';
import { CellOutput, type Displays } from '../output/cell-output.ts';
import type { CellMap } from '../shared-notebook.ts';
import { addTimes, clearCell } from './cell-fields.ts';
import type { CellStates } from './cell-states.ts';
import type { InputRequests } from './input-requests.ts';
import type { QueuedCell } from './queued-cell.ts';
import { type EndPhase, outcome, type Run, runState } from './run.ts';
import type { RunnerHost } from './runner-host.ts';

const idleGraceMs = 3_000;
const rememberedRuns = 300;
const progressEveryMs = 500;
const lostReason = 'The workspace server restarted while this cell ran: output may be missing.';

/** What a run begins with. */
export interface RunStart {
  kernel: Kernel;
  cell: CellMap;
  /** Id of the execute_request. */
  messageId: string;
  item: QueuedCell | null;
  displays: Displays;
}

export interface LiveRunsParts {
  host: RunnerHost;
  states: CellStates;
  inputs: InputRequests;
  /** Told when a run of ours is over. */
  ended(item: QueuedCell, phase: EndPhase): void;
}

/**
 * The runs of the notebook's cells: begun → over. The last ones are remembered after their end, since a kernel's
 * threads may print later.
 */
export class LiveRuns {
  readonly #parts: LiveRunsParts;
  readonly #runs = new Map<string, Run>();
  #lastProgress = 0;

  constructor(parts: LiveRunsParts) {
    this.#parts = parts;
  }

  /** Those that are not over. */
  live(): Run[] {
    return [...this.#runs.values()].filter(({ over }) => !over);
  }

  /** The run that a message of the kernel belongs to. */
  of(kernel: Kernel, parentId: string | undefined): Run | null {
    const run = this.#runs.get(parentId ?? '');
    return run?.kernel === kernel ? run : null;
  }

  begin(start: RunStart): void {
    const run = this.#newRun(start);
    this.#runs.set(run.messageId, run);
    for (const [id, old] of this.#runs) {
      if (this.#runs.size <= rememberedRuns) break;
      if (old.over) this.#runs.delete(id);
    }
    // What an older run of the cell still says would mix with this one's output.
    for (const [id, old] of this.#runs) if (old.over && old.cellId === run.cellId) this.#runs.delete(id);
    clearCell(this.#parts.host.doc, run.cell);
    this.#parts.states.set(run.cellId, runState(run, 'running'));
    this.#remember(run.kernel);
  }

  /** A run that a former server began: what it showed stays, what it said meanwhile is missing. */
  resume(start: RunStart, startedAt: string): void {
    const run = this.#newRun(start);
    run.resumed = true;
    run.startedAt = startedAt;
    this.#runs.set(run.messageId, run);
    this.#parts.states.set(run.cellId, runState(run, 'running', lostReason));
    run.output.stream('stderr', `[${lostReason}]\n`);
    this.#remember(run.kernel);
    if (run.kernel.phase === 'idle') this.lose(run);
  }

  /** The kernel began to work on it. */
  busy(run: Run): void {
    run.startedAt = new Date().toISOString();
    this.#parts.states.set(run.cellId, runState(run, 'running'));
  }

  /** More output came: told a few times a second. */
  progress(run: Run): void {
    const at = performance.now();
    if (run.over || at - this.#lastProgress < progressEveryMs) return;
    this.#lastProgress = at;
    this.#parts.states.set(run.cellId, runState(run, 'running'));
  }

  /** A person answered it: what it waited does not count as its work. */
  answered(run: Run): void {
    this.#parts.states.set(run.cellId, runState(run, 'running'));
  }

  finishIfOver(run: Run): void {
    const { reply } = run;
    if (run.over || reply === null) return;
    if (run.idle) this.finish(run, ...outcome(run, reply));
    // A kernel under a flood may lose its last words: the reply is enough after a while.
    else run.idleTimer ??= setTimeout(() => this.finish(run, ...outcome(run, reply)), idleGraceMs);
  }

  /** A resumed run is over, as far as that can be known. */
  lose(run: Run): void {
    this.finish(run, 'lost', lostReason);
  }

  finish(run: Run, phase: EndPhase, reason?: string): void {
    if (run.over) return;
    const { host, states, inputs, ended } = this.#parts;
    run.over = true;
    if (run.idleTimer !== null) clearTimeout(run.idleTimer);
    inputs.closeOf(run);
    run.output.finish().catch(() => undefined);
    const finishedAt = new Date().toISOString();
    // A kernel that died said no end: without one the cell would run for ever to who reads it elsewhere.
    if (run.reply === null && !run.idle) addTimes(host.doc, run.cell, { 'shell.execute_reply': finishedAt });
    if (run.waitedMs > 0) addTimes(host.doc, run.cell, { 'stoa.waited_ms': run.waitedMs });
    states.set(run.cellId, { ...runState(run, phase, reason), finishedAt });
    states.lastEnd = { state: phase, at: finishedAt };
    this.#remember(run.kernel);
    if (run.item !== null) ended(run.item, phase);
  }

  /** Writes what kernels have said so far. */
  flush(): void {
    for (const run of this.live()) run.output.flush();
  }

  dispose(): void {
    for (const { idleTimer } of this.#runs.values()) if (idleTimer !== null) clearTimeout(idleTimer);
  }

  #newRun({ kernel, cell, messageId, item, displays }: RunStart): Run {
    const { doc, files } = this.#parts.host;
    const now = new Date().toISOString();
    return {
      messageId,
      cellId: String(cell.get('id')),
      cell,
      kernel,
      kernelName: kernel.spec.name,
      item,
      resumed: false,
      output: new CellOutput(doc, cell, files, displays),
      queuedAt: item?.queuedAt ?? now,
      startedAt: now,
      reply: null,
      idle: false,
      interrupted: false,
      over: false,
      inputs: new Set(),
      waitedMs: 0,
      idleTimer: null,
    };
  }

  /** Kept with the kernel, for a server that comes after this one. */
  #remember(kernel: Kernel): void {
    const executions: Execution[] = this.live()
      .filter((run) => run.kernel === kernel)
      .map(({ messageId, cellId, startedAt }) => ({ messageId, cellId, startedAt, path: this.#parts.host.path }));
    kernel.setExecutions(executions);
  }
}
