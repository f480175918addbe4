import { readFileSync } from 'node:fs';
import type { BusyReason, WorkspaceStatus } from '../../protocol/status.ts';
import type { Documents } from '../documents/documents.ts';
import type { Environment } from '../environment.ts';
import type { KernelWebsockets } from '../jupyter/kernel-websocket.ts';
import type { Kernel } from '../kernels/kernel.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { memoryOf, ownProcesses } from '../kernels/process-table.ts';
import type { Sessions } from '../kernels/sessions.ts';
import type { Terminals } from '../terminals/terminals.ts';

export interface StatusParts {
  environment: Environment;
  kernels: Kernels;
  sessions: Sessions;
  documents: Documents;
  terminals: Terminals;
  websockets: KernelWebsockets;
}

const memoryKeptMs = 2_000;

/** What the platform asks to know whether the workspace is idle, and the page shows as what runs. */
export class Status {
  readonly #parts: StatusParts;
  readonly startedAt = new Date().toISOString();
  #activity = new Date().toISOString();
  #memory: { at: number; bytes: number } | null = null;

  constructor(parts: StatusParts) {
    this.#parts = parts;
  }

  /** Something happened that a person did. */
  touch(): void {
    this.#activity = new Date().toISOString();
  }

  get lastActivity(): string {
    const { kernels, documents, terminals } = this.#parts;
    const times = [
      this.#activity,
      ...kernels.list().map(({ lastActivity }) => lastActivity),
      ...terminals.list().map(({ lastActivity }) => lastActivity),
      ...documents.list().map(({ lastUsed }) => new Date(lastUsed).toISOString()),
    ];
    return times.sort().at(-1) ?? this.#activity;
  }

  get clients(): number {
    const { documents, terminals, websockets } = this.#parts;
    const pages = documents.list().reduce((sum, document) => sum + document.pages, 0);
    const viewers = terminals.list().reduce((sum, terminal) => sum + terminal.clients, 0);
    return pages + viewers + websockets.clients;
  }

  report(): WorkspaceStatus {
    const { environment, kernels, documents, terminals } = this.#parts;
    const reasons = this.#busyReasons();
    return {
      version: 1,
      account: environment.account,
      startedAt: this.startedAt,
      busy: reasons.length > 0,
      busyReasons: reasons,
      // Being busy is activity: idleness counts from its end.
      lastActivity: reasons.length > 0 ? new Date().toISOString() : this.lastActivity,
      clients: this.clients,
      kernels: kernels.list().map((kernel) => ({
        id: kernel.id,
        name: kernel.spec.name,
        displayName: kernel.spec.displayName,
        phase: kernel.phase,
        reason: kernel.reason,
        path: this.#pathOf(kernel),
        pid: kernel.record.process?.pid ?? null,
        startedAt: kernel.record.startedAt,
        lastActivity: kernel.lastActivity,
        memoryBytes: kernel.record.process === null ? null : memoryOf(kernel.record.process.pid),
        clients: kernel.clients,
      })),
      documents: documents.list().map((document) => ({
        path: document.path,
        historyId: document.historyId,
        clients: document.pages,
        readOnly: document.readOnlyReason !== null,
        unwritten: document.unwritten,
      })),
      terminals: terminals.list().map((terminal) => ({
        name: terminal.name,
        pid: terminal.pid,
        foreground: terminal.foreground,
        clients: terminal.clients,
        startedAt: terminal.startedAt,
        lastActivity: terminal.lastActivity,
        memoryBytes: memoryOf(terminal.pid),
      })),
      memoryBytes: this.#allMemory(),
      serverMemoryBytes: memoryOf(process.pid) ?? process.memoryUsage.rss(),
      limits: { memoryBytes: memoryLimit() },
    };
  }

  #busyReasons(): BusyReason[] {
    const { kernels, documents, terminals } = this.#parts;
    const reasons: BusyReason[] = [];
    for (const document of documents.list()) {
      for (const { kernel, since } of document.runner.running) {
        reasons.push({ kind: 'cell', path: document.path, kernel, since });
      }
    }
    for (const kernel of kernels.list()) {
      if (
        kernel.phase === 'busy' &&
        !reasons.some((reason) => reason.kind === 'cell' && reason.path === this.#pathOf(kernel))
      ) {
        reasons.push({ kind: 'kernel', kernelId: kernel.id, since: kernel.lastActivity });
      }
    }
    for (const terminal of terminals.list()) {
      const command = terminal.foreground;
      if (command !== null) reasons.push({ kind: 'terminal', terminal: terminal.name, command });
    }
    if (this.clients > 0) reasons.push({ kind: 'clients', count: this.clients });
    return reasons;
  }

  #pathOf(kernel: Kernel): string | null {
    return this.#parts.sessions.ofKernel(kernel.id)?.path ?? null;
  }

  /** Reading every process's memory takes some milliseconds: not for every question. */
  #allMemory(): number {
    const at = performance.now();
    if (this.#memory === null || at - this.#memory.at > memoryKeptMs) {
      const bytes = ownProcesses().reduce((sum, pid) => sum + (memoryOf(pid) ?? 0), 0);
      this.#memory = { at, bytes };
    }
    return this.#memory.bytes;
  }
}

function memoryLimit(): number | null {
  const told = Number(process.env.STOA_MEMORY_BYTES);
  if (Number.isFinite(told) && told > 0) return told;
  try {
    const limit = Number(readFileSync('/sys/fs/cgroup/memory.max', 'latin1'));
    return Number.isFinite(limit) ? limit : null;
  } catch {
    return null;
  }
}
