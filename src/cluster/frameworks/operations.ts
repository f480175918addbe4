import type { OperationStatus } from '../framework-port.ts';

/** An older one is not known any more, and answered so. */
const mostRemembered = 200;

/** What became of the last operations of a framework. */
export class Operations {
  readonly #byId = new Map<string, OperationStatus>();

  add(status: OperationStatus): void {
    this.#byId.delete(status.operationId);
    this.#byId.set(status.operationId, status);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > mostRemembered && oldest !== undefined) this.#byId.delete(oldest);
  }

  /** Asked about none in particular: all that are known. */
  reconcile(asked: readonly { readonly operationId: string; readonly agentId?: string }[]): OperationStatus[] {
    if (asked.length === 0) return [...this.#byId.values()];
    return asked.map(
      ({ operationId, agentId }) =>
        this.#byId.get(operationId) ?? {
          ...{ operationId, agentId: agentId ?? null, state: 'OPERATION_UNKNOWN' },
          ...{ message: 'Reconciliation: Operation is unknown', volumes: [] },
        },
    );
  }
}
