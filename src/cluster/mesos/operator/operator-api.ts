import type { Given, Read } from '../codec/schema.ts';
import { flags } from '../flags.ts';
import type { Asked, Reply } from '../http/asked.ts';
import { EventStream, heartbeatSeconds } from '../http/event-stream.ts';
import { answerForm, readBody, write } from '../http/media.ts';
import { Refusal } from '../http/refusal.ts';
import { OperatorCall } from '../messages/operator-call.ts';
import { OperatorEvent } from '../messages/operator-event.ts';
import { OperatorResponse } from '../messages/operator-response.ts';
import type { MesosParts } from '../parts.ts';
import { tearDown } from '../tear-down.ts';
import { toMesosResources } from '../translate/resources.ts';
import { frameworksByRole, heldBy, View } from '../view.ts';
import { change } from './change.ts';
import { figures } from './figures.ts';
import { answerFiles } from './files.ts';
import { toAgents, toExecutors, toFrameworks, toQuantities, toState, toTasks, version } from './messages.ts';
import { watch } from './watch.ts';

type Response = Given<typeof OperatorResponse>;
type Call = Read<typeof OperatorCall>;

/** POST /api/v1. */
export async function answerOperator(parts: MesosParts, asked: Asked): Promise<Reply | undefined> {
  if (asked.method !== 'POST')
    throw new Refusal(405, `Expecting one of { 'POST' }, but received '${asked.method}'`, { allow: 'POST' });
  const call = readBody(OperatorCall, 'v1::master::Call', asked);
  const { type } = call;
  if (type === undefined || type === 'UNKNOWN')
    throw new Refusal(400, "Failed to validate master::Call: Expecting 'type' to be present");
  const form = answerForm(asked, type === 'SUBSCRIBE');
  const roles = await parts.rolesOf(asked.who.account);
  const look = () => new View(parts.core, asked.who, roles);
  if (type === 'SUBSCRIBE') {
    const leave = parts.watchers.enter(asked.who.account);
    const stream = new EventStream(asked.takeOver(), form, OperatorEvent);
    stream.onClose(leave);
    watch(stream, parts.core, look());
    endWithRights(stream, asked);
    return undefined;
  }
  if (type === 'TEARDOWN') {
    const id = call.teardown?.framework_id.value;
    if (id === undefined) throw new Refusal(400, "Failed to validate master::Call: Expecting 'teardown' to be present");
    await tearDown(parts.core, asked.who, id);
    return { status: 200, headers: {}, body: '' };
  }
  if (await change(parts, asked, call)) return { status: 200, headers: {}, body: '' };
  const files = await answerFiles(parts, asked, call, look);
  const response = files ?? respond(parts, type, look());
  if (response === undefined) throw new Refusal(501, `The call ${type} is not answered here`);
  return { status: 200, headers: form.headers, body: write(form.media, OperatorResponse, response) };
}

/** Who was an administrator and is none any more, or has lost the credential, watches no further. */
function endWithRights(stream: EventStream<typeof OperatorEvent>, { who, again }: Asked): void {
  if (!who.administrator) return;
  const look = async () => {
    const now = await again().catch(() => undefined);
    if (now?.administrator !== true) stream.end();
  };
  const timer = setInterval(() => void look(), heartbeatSeconds * 1000);
  stream.onClose(() => clearInterval(timer));
}

function respond(parts: MesosParts, type: NonNullable<Call['type']>, view: View): Response | undefined {
  const { master, startedAt } = parts;
  switch (type) {
    case 'GET_HEALTH':
      return { type, get_health: { healthy: true } };
    case 'GET_FLAGS':
      return { type, get_flags: { flags: [...flags(parts)].map(([name, value]) => ({ name, value })) } };
    case 'GET_VERSION':
      return { type, get_version: { version_info: { version } } };
    case 'GET_METRICS':
      return { type, get_metrics: { metrics: [...figures(parts, view)].map(([name, value]) => ({ name, value })) } };
    case 'GET_MASTER':
      return {
        type,
        get_master: { master_info: master, start_time: startedAt / 1000, elected_time: startedAt / 1000 },
      };
    case 'GET_STATE':
      return { type, get_state: toState(view) };
    case 'GET_AGENTS':
      return { type, get_agents: toAgents(view) };
    case 'GET_FRAMEWORKS':
      return { type, get_frameworks: toFrameworks(view) };
    case 'GET_EXECUTORS':
      return { type, get_executors: toExecutors(view) };
    case 'GET_TASKS':
      return { type, get_tasks: toTasks(view) };
    case 'GET_ROLES':
      return { type, get_roles: { roles: rolesOf(view) } };
    case 'GET_WEIGHTS':
      return { type, get_weights: { weight_infos: view.roles.map(({ path, weight }) => ({ role: path, weight })) } };
    case 'GET_QUOTA': {
      const configs = view.roles.map(({ path, guarantee, limit }) => ({
        role: path,
        guarantees: toQuantities(guarantee),
        limits: toQuantities(limit),
      }));
      return { type, get_quota: { status: { configs } } };
    }
    default:
      return undefined;
  }
}

function rolesOf(view: View) {
  const ofRole = frameworksByRole(view);
  return view.roles.map(({ path, weight }) => ({
    name: path,
    weight,
    frameworks: ofRole(path).map((value) => ({ value })),
    resources: toMesosResources(heldBy(view.ofRole(path)), path),
  }));
}
