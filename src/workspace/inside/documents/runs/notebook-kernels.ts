import { basename } from 'node:path';
import type { Kernel } from '../../kernels/kernel.ts';
import type { Sessions } from '../../kernels/sessions.ts';
import type { WireMessage } from '../../kernels/wire.ts';
import type { Displays } from '../output/cell-output.ts';

export interface NotebookKernelsHost {
  /** Of the notebook, in the home. */
  readonly path: string;
  received(kernel: Kernel, message: WireMessage): void;
  phaseChanged(kernel: Kernel): void;
}

/** The kernels of one notebook, one for each language; what they say is passed on. */
export class NotebookKernels {
  readonly #host: NotebookKernelsHost;
  readonly #sessions: Sessions;
  readonly #watched = new Map<Kernel, () => void>();
  readonly #displays = new Map<string, Displays>();

  constructor(host: NotebookKernelsHost, sessions: Sessions) {
    this.#host = host;
    this.#sessions = sessions;
  }

  /** Those that are there, of all languages or of one. */
  list(name: string | null = null): Kernel[] {
    return this.#sessions
      .list()
      .filter(({ path }) => path === this.#host.path)
      .map((session) => this.#sessions.kernelOf(session))
      .filter((kernel) => kernel !== null)
      .filter((kernel) => name === null || kernel.spec.name === name);
  }

  find(name: string): Kernel | null {
    const session = this.#sessions.find(this.#host.path, name);
    return session === null ? null : this.#sessions.kernelOf(session);
  }

  /** The kernel of that name, started when it is not up. Throws KernelNotFound, or the reason in words. */
  async started(name: string): Promise<Kernel> {
    const { path } = this.#host;
    const session = await this.#sessions.ensure(path, name, 'notebook', basename(path));
    const kernel = this.#sessions.kernelOf(session);
    if (kernel === null) throw new Error('The kernel is gone.');
    this.watch(kernel);
    if (!kernel.isUp) await kernel.start();
    return kernel;
  }

  /** Where the kernel's outputs with a display id are. */
  displaysOf(kernel: Kernel): Displays {
    const displays = this.#displays.get(kernel.id) ?? new Map();
    this.#displays.set(kernel.id, displays);
    return displays;
  }

  watch(kernel: Kernel): void {
    if (this.#watched.has(kernel)) return;
    const message = (received: WireMessage): void => this.#host.received(kernel, received);
    const phase = (): void => this.#host.phaseChanged(kernel);
    kernel.on('message', message);
    kernel.on('phase', phase);
    this.#watched.set(kernel, () => {
      kernel.off('message', message);
      kernel.off('phase', phase);
    });
  }

  /** The kernel is not the notebook's any more. */
  drop(kernel: Kernel): void {
    this.#unwatch(kernel);
    this.#sessions.dropKernel(kernel.id);
  }

  dispose(): void {
    for (const kernel of [...this.#watched.keys()]) this.#unwatch(kernel);
  }

  #unwatch(kernel: Kernel): void {
    this.#watched.get(kernel)?.();
    this.#watched.delete(kernel);
    this.#displays.delete(kernel.id);
  }
}
