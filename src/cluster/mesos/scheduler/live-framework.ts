import type {
  FrameworkConnection,
  FrameworkRecord,
  FrameworkSink,
  Offer,
  OperationStatus,
  TaskStatus,
} from '../../framework-port.ts';
import type { EventStream } from '../http/event-stream.ts';
import type { SchedulerEvent } from '../messages/scheduler-event.ts';
import { toMesosOffer } from '../translate/offer.ts';
import { toMesosStatus } from '../translate/status.ts';
import { toMesosVolume } from '../translate/volumes.ts';

/** A framework that has subscribed: what the core tells it goes out as events. */
export class LiveFramework implements FrameworkSink {
  readonly id: string;
  readonly streamId: string;
  #capabilities: readonly string[];
  readonly #stream: EventStream<typeof SchedulerEvent>;
  #connection: FrameworkConnection | undefined;

  constructor(record: FrameworkRecord, streamId: string, stream: EventStream<typeof SchedulerEvent>) {
    this.id = record.id;
    this.streamId = streamId;
    this.#capabilities = record.capabilities;
    this.#stream = stream;
  }

  get capabilities(): readonly string[] {
    return this.#capabilities;
  }

  /** What it says of itself has changed. */
  changed({ capabilities }: FrameworkRecord): void {
    this.#capabilities = capabilities;
  }

  /** Given once it is connected; calls come only then. */
  set connection(connection: FrameworkConnection) {
    this.#connection = connection;
  }

  get connection(): FrameworkConnection {
    if (this.#connection === undefined) throw new Error(`framework ${this.id} is not connected yet`);
    return this.#connection;
  }

  offers(offers: readonly Offer[]): void {
    const told = offers.map((offer) => toMesosOffer(offer, this.#capabilities));
    this.#stream.send({ type: 'OFFERS', offers: { offers: told } });
  }

  rescind(offerId: string): void {
    this.#stream.send({ type: 'RESCIND', rescind: { offer_id: { value: offerId } } });
  }

  update(status: TaskStatus): void {
    const { state, uuid, taskId, agentId } = status;
    if (state === 'TASK_KILLING' && !this.#capabilities.includes('TASK_KILLING_STATE')) {
      // It knows no such state, so nobody else will say that it was heard.
      if (uuid !== null && agentId !== null)
        void Promise.resolve()
          .then(() => this.connection.acknowledge(taskId, agentId, uuid))
          .catch(() => undefined);
      if (uuid !== null) return;
    }
    this.#stream.send({ type: 'UPDATE', update: { status: toMesosStatus(status, this.#capabilities) } });
  }

  operation({ operationId, agentId, state, message, volumes }: OperationStatus): void {
    const refined = this.#capabilities.includes('RESERVATION_REFINEMENT');
    const status = {
      ...{ operation_id: { value: operationId }, state },
      ...(message === '' ? {} : { message }),
      ...(agentId === null ? {} : { agent_id: { value: agentId } }),
      converted_resources: volumes.map((volume) => toMesosVolume(volume, null, refined)),
    };
    this.#stream.send({ type: 'UPDATE_OPERATION_STATUS', update_operation_status: { status } });
  }

  message(agentId: string, executorId: string, data: Uint8Array): void {
    const message = { agent_id: { value: agentId }, executor_id: { value: executorId }, data };
    this.#stream.send({ type: 'MESSAGE', message });
  }

  failure(agentId: string, executorId: string, status: number | null): void {
    const failure = { agent_id: { value: agentId }, executor_id: { value: executorId } };
    this.#stream.send({ type: 'FAILURE', failure: { ...failure, ...(status === null ? {} : { status }) } });
  }

  agentLost(agentId: string): void {
    this.#stream.send({ type: 'FAILURE', failure: { agent_id: { value: agentId } } });
  }

  failedOver(): void {
    this.error('Framework failed over');
  }

  error(message: string): void {
    this.#stream.end({ type: 'ERROR', error: { message } });
  }

  end(): void {
    this.#stream.end();
  }
}
