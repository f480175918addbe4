import type { ExecutorRecord } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import type { Asking, Reply } from '../http/asked.ts';
import { readBody } from '../http/media.ts';
import { Refusal } from '../http/refusal.ts';
import { ExecutorCall } from '../messages/executor.ts';
import type { MesosParts } from '../parts.ts';
import { readUpdate } from './read-update.ts';
import { subscribe } from './subscribe.ts';

const accepted: Reply = { status: 202, headers: {}, body: '' };
const inside = 'inside:';

/**
 * POST /api/v1/executor, which executors reach from inside their sandbox and nobody else does. Undefined: the answer
 * goes on.
 *
 * @throws Refusal with the codes of a Mesos agent, in its order
 */
export async function answerExecutor(parts: MesosParts, asked: Asking): Promise<Reply | undefined> {
  const executor = whoAsks(parts, asked);
  await parts.pace.turn(executor.account, asked);
  if (asked.method !== 'POST')
    throw new Refusal(405, `Expecting one of { 'POST' }, but received '${asked.method}'`, { allow: 'POST' });
  const call = readBody(ExecutorCall, 'v1::executor::Call', asked);
  requireOwn(call, executor);
  switch (call.type) {
    case 'SUBSCRIBE':
      if (call.subscribe === undefined) throw invalid("Expecting 'subscribe' to be present");
      await subscribe(parts, asked, executor, call.subscribe);
      return undefined;
    case 'UPDATE': {
      const update = readUpdate(call, executor);
      const room = await connectionOf(parts, executor).update(update);
      if (!room)
        throw new Refusal(503, 'The framework has not acknowledged the updates before this one: send it again later');
      return accepted;
    }
    case 'MESSAGE':
      if (call.message === undefined) throw invalid("Expecting 'message' to be present");
      connectionOf(parts, executor).message(call.message.data);
      return accepted;
    case 'HEARTBEAT':
      connectionOf(parts, executor);
      return accepted;
    default:
      throw invalid("Expecting 'type' to be present");
  }
}

/** Whoever comes from inside a sandbox is its account, and shows which of its executors it is. */
function whoAsks({ core }: MesosParts, asked: Asking): ExecutorRecord {
  const remote = asked.header('x-stoa-remote') ?? '';
  if (!remote.startsWith(inside)) throw new Refusal(404, 'There is nothing at this address of the Mesos API');
  const secret = /^bearer +(\S{1,200})$/i.exec(asked.header('authorization') ?? '')?.[1];
  const executor = secret === undefined ? undefined : core.executors.find(secret);
  if (executor === undefined || executor.account !== remote.slice(inside.length))
    throw new Refusal(401, 'Show the token of the executor', { 'www-authenticate': 'Bearer realm="mesos"' });
  return executor;
}

function requireOwn({ framework_id, executor_id }: Read<typeof ExecutorCall>, executor: ExecutorRecord): void {
  if (framework_id.value !== executor.frameworkId) throw new Refusal(400, 'Framework cannot be found');
  if (executor_id.value !== executor.executorId) throw new Refusal(400, 'Executor cannot be found');
}

function connectionOf({ core }: MesosParts, executor: ExecutorRecord) {
  const connection = core.executors.connection(executor);
  if (connection === undefined) throw new Refusal(403, 'Executor is not subscribed');
  return connection;
}

function invalid(said: string): Refusal {
  return new Refusal(400, `Failed to validate v1::executor::Call: ${said}`);
}
