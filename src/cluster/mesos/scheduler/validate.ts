import type { Read } from '../codec/schema.ts';
import { Refusal } from '../http/refusal.ts';
import type { SchedulerCall } from '../messages/scheduler-call.ts';

export type Call = Read<typeof SchedulerCall>;

/** Calls whose details lie in a field of the same name. */
const details = {
  SUBSCRIBE: 'subscribe',
  ACCEPT: 'accept',
  DECLINE: 'decline',
  ACCEPT_INVERSE_OFFERS: 'accept_inverse_offers',
  DECLINE_INVERSE_OFFERS: 'decline_inverse_offers',
  KILL: 'kill',
  SHUTDOWN: 'shutdown',
  ACKNOWLEDGE: 'acknowledge',
  RECONCILE: 'reconcile',
  RECONCILE_OPERATIONS: 'reconcile_operations',
  ACKNOWLEDGE_OPERATION_STATUS: 'acknowledge_operation_status',
  MESSAGE: 'message',
  UPDATE_FRAMEWORK: 'update_framework',
} as const satisfies Partial<Record<NonNullable<Call['type']>, keyof Call>>;

const longestId = 255;

/** What must hold of a call whoever sends it, in the order in which a Mesos master looks. @throws Refusal 400 */
export function validateCall(call: Call, account: string): void {
  const { type } = call;
  if (type === undefined || type === 'UNKNOWN') throw invalid("Expecting 'type' to be present");
  const detail = type in details ? details[type as keyof typeof details] : undefined;
  if (type === 'SUBSCRIBE' || type === 'UPDATE_FRAMEWORK') validateInfo(call, account, type);
  if (type !== 'SUBSCRIBE' && call.framework_id === undefined) throw invalid("Expecting 'framework_id' to be present");
  if (detail !== undefined && call[detail] === undefined) throw invalid(`Expecting '${detail}' to be present`);
  if (call.accept?.operations.some(({ id }) => (id?.value.length ?? 0) > longestId))
    throw invalid(`The 'id' of an operation has at most ${longestId} characters`);
  const length = call.acknowledge?.uuid.length ?? 16;
  if (type === 'ACKNOWLEDGE' && length !== 16) throw invalid(`Not a valid UUID: ${length} bytes`);
}

function validateInfo(call: Call, account: string, type: 'SUBSCRIBE' | 'UPDATE_FRAMEWORK'): void {
  const key = details[type];
  const given = call[key];
  if (given === undefined) throw invalid(`Expecting '${key}' to be present`);
  const { id, principal } = given.framework_info;
  if ((id?.value ?? '') !== (call.framework_id?.value ?? ''))
    throw invalid(`'framework_id' differs from '${key}.framework_info.id'`);
  if (principal !== undefined && principal !== '' && principal !== account)
    throw invalid(
      `Authenticated principal '${account}' does not match principal '${principal}' set in \`FrameworkInfo\``,
    );
}

function invalid(said: string): Refusal {
  return new Refusal(400, `Failed to validate scheduler::Call: ${said}`);
}
