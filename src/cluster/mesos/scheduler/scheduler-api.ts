import type { Asked, Reply } from '../http/asked.ts';
import { readBody } from '../http/media.ts';
import { Refusal } from '../http/refusal.ts';
import { SchedulerCall } from '../messages/scheduler-call.ts';
import type { MesosParts } from '../parts.ts';
import { milliseconds } from '../translate/command.ts';
import { readFramework } from '../translate/framework.ts';
import { fromMesosResources } from '../translate/resources.ts';
import { accept, refuseMilliseconds } from './accept.ts';
import { Arrivals } from './arrivals.ts';
import type { LiveFramework } from './live-framework.ts';
import { subscribe } from './subscribe.ts';
import { type Call, validateCall } from './validate.ts';

const accepted: Reply = { status: 202, headers: {}, body: '' };
const streamHeader = 'mesos-stream-id';

/** POST /api/v1/scheduler. */
export class SchedulerApi {
  readonly #parts: MesosParts;
  readonly #live = new Map<string, LiveFramework>();
  readonly #arrivals: Arrivals;
  #count = 0;

  constructor(parts: MesosParts) {
    this.#parts = parts;
    this.#arrivals = new Arrivals(parts.core);
  }

  /** Undefined: the answer goes on. @throws Refusal with the codes of a Mesos master, in its order */
  async answer(asked: Asked): Promise<Reply | undefined> {
    if (asked.method !== 'POST')
      throw new Refusal(405, `Expecting one of { 'POST' }, but received '${asked.method}'`, { allow: 'POST' });
    const call = readBody(SchedulerCall, 'Call', asked);
    validateCall(call, asked.who.account);
    if (call.type === 'SUBSCRIBE') {
      if (call.subscribe !== undefined)
        await subscribe(this.#parts, asked, call.subscribe, this.#live, this.#arrivals, () => this.#newId());
      return undefined;
    }
    const framework = this.#find(call, asked);
    if (call.type === 'UPDATE_FRAMEWORK') return this.#update(framework, call, asked);
    await this.#act(framework, call);
    return accepted;
  }

  /** Streams that are open. */
  close(): void {
    for (const framework of this.#live.values()) framework.end();
  }

  /** One that no framework has, of now or of before. */
  #newId(): string {
    for (;;) {
      const id = `${this.#parts.master.id}-${String(this.#count++).padStart(4, '0')}`;
      if (this.#arrivals.isFree(id)) return id;
    }
  }

  #find(call: Call, asked: Asked): LiveFramework {
    const id = call.framework_id?.value ?? '';
    const known = this.#parts.core.find(id);
    if (known === undefined || known.builtIn || known.state === 'completed')
      throw new Refusal(400, 'Framework cannot be found');
    if (known.account !== asked.who.account) throw new Refusal(400, 'Call does not have the right principal');
    const framework = this.#live.get(id);
    if (framework === undefined) throw new Refusal(403, 'Framework is not subscribed');
    const stream = asked.header(streamHeader);
    if (stream === undefined)
      throw new Refusal(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
    if (stream !== framework.streamId)
      throw new Refusal(
        400,
        `The stream ID '${stream}' included in this request didn't match the stream ID currently associated with ` +
          `framework ID ${id}`,
      );
    return framework;
  }

  async #act(framework: LiveFramework, call: Call): Promise<void> {
    const { connection } = framework;
    switch (call.type) {
      case 'TEARDOWN':
        await this.#parts.core.tearDown(framework.id);
        framework.end();
        break;
      case 'ACCEPT':
        if (call.accept !== undefined) await accept(framework, call.accept, this.#parts.now());
        break;
      case 'DECLINE':
        connection.decline(values(call.decline?.offer_ids), refuseMilliseconds(call.decline?.filters));
        break;
      case 'REVIVE':
        connection.revive(some(call.revive?.roles));
        break;
      case 'SUPPRESS':
        connection.suppress(some(call.suppress?.roles));
        break;
      case 'KILL':
        if (call.kill !== undefined) {
          const { task_id, agent_id, kill_policy } = call.kill;
          await connection.kill(task_id.value, agent_id?.value ?? null, milliseconds(kill_policy?.grace_period));
        }
        break;
      case 'SHUTDOWN':
        if (call.shutdown !== undefined)
          await connection.shutdown(call.shutdown.agent_id.value, call.shutdown.executor_id.value);
        break;
      case 'ACKNOWLEDGE':
        if (call.acknowledge !== undefined) {
          const { task_id, agent_id, uuid } = call.acknowledge;
          await connection.acknowledge(task_id.value, agent_id.value, uuid);
        }
        break;
      case 'RECONCILE':
        connection.reconcile(
          (call.reconcile?.tasks ?? []).map(({ task_id, agent_id }) => ({
            taskId: task_id.value,
            ...(agent_id === undefined ? {} : { agentId: agent_id.value }),
          })),
        );
        break;
      case 'REQUEST':
        connection.demand(
          (call.request?.requests ?? []).map(({ agent_id, resources }) => {
            const amount = fromMesosResources(resources);
            if ('problem' in amount) throw new Refusal(400, `Failed to validate scheduler::Call: ${amount.problem}`);
            return { agentId: agent_id?.value ?? null, ...amount };
          }),
        );
        break;
      case 'MESSAGE':
        if (call.message !== undefined)
          connection.message(call.message.agent_id.value, call.message.executor_id.value, call.message.data);
        break;
      case 'RECONCILE_OPERATIONS':
        connection.reconcileOperations(
          (call.reconcile_operations?.operations ?? []).map(({ operation_id, agent_id }) => ({
            operationId: operation_id.value,
            ...(agent_id === undefined ? {} : { agentId: agent_id.value }),
          })),
        );
        break;
      case 'ACCEPT_INVERSE_OFFERS':
      case 'DECLINE_INVERSE_OFFERS':
      case 'ACKNOWLEDGE_OPERATION_STATUS':
        // There are no inverse offers, and no status of an operation asks to be acknowledged: a master drops these.
        break;
      default:
        throw new Refusal(501, `The call ${call.type} is not answered here`);
    }
  }

  async #update(framework: LiveFramework, call: Call, asked: Asked): Promise<Reply> {
    const { core, rolesOf } = this.#parts;
    const known = core.find(framework.id);
    if (call.update_framework === undefined || known === undefined) throw new Refusal(400, 'Framework cannot be found');
    const { framework_info, suppressed_roles } = call.update_framework;
    const { account } = asked.who;
    const roles = await rolesOf(account);
    const record = readFramework(framework_info, suppressed_roles, framework.id, account, roles);
    if ('problem' in record) throw new Refusal(400, `'UpdateFramework.framework_info' is not valid: ${record.problem}`);
    await core.register(record);
    framework.changed(record);
    return { ...accepted, status: 200 };
  }
}

function values(ids: readonly { readonly value: string }[] | undefined): readonly string[] {
  return (ids ?? []).map(({ value }) => value);
}

function some(roles: readonly string[] | undefined): readonly string[] | undefined {
  return roles === undefined || roles.length === 0 ? undefined : roles;
}
