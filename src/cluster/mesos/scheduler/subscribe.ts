import { randomUUID } from 'node:crypto';
import type { FrameworkRecord } from '../../framework-port.ts';
import type { Asked } from '../http/asked.ts';
import { EventStream, heartbeatSeconds } from '../http/event-stream.ts';
import { answerForm } from '../http/media.ts';
import { Refusal } from '../http/refusal.ts';
import { SchedulerEvent } from '../messages/scheduler-event.ts';
import type { MesosParts } from '../parts.ts';
import { readFramework } from '../translate/framework.ts';
import type { Arrivals } from './arrivals.ts';
import { LiveFramework } from './live-framework.ts';
import type { Call } from './validate.ts';

type Subscription = NonNullable<Call['subscribe']>;

/**
 * Opens the stream of events. A subscription that is refused is a stream too: of one ERROR.
 *
 * @param newId  for a framework that comes without one
 */
export async function subscribe(
  parts: MesosParts,
  asked: Asked,
  subscription: Subscription,
  live: Map<string, LiveFramework>,
  arrivals: Arrivals,
  newId: () => string,
): Promise<void> {
  const form = answerForm(asked, true);
  if (asked.header('mesos-stream-id') !== undefined)
    throw new Refusal(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
  const given = subscription.framework_info.id?.value ?? '';
  const { account } = asked.who;
  const roles = await parts.rolesOf(account);
  // From here to the registration nothing else happens, so that no other has the same id or the last place.
  const record = mayBe(parts, account, roles, subscription, given === '' ? newId() : given, arrivals);
  const streamId = randomUUID();
  if ('problem' in record) {
    const refused = new EventStream(asked.takeOver(), form, SchedulerEvent, { 'mesos-stream-id': streamId });
    refused.end({ type: 'ERROR', error: { message: record.problem } });
    return;
  }
  await arrivals.during(record.id, account, () => parts.core.register(within(parts, asked, record)));
  const stream = new EventStream(asked.takeOver(), form, SchedulerEvent, { 'mesos-stream-id': streamId });
  const framework = new LiveFramework(record, streamId, stream);
  stream.send({
    type: 'SUBSCRIBED',
    subscribed: {
      framework_id: { value: record.id },
      heartbeat_interval_seconds: heartbeatSeconds,
      master_info: parts.master,
    },
  });
  stream.keepAlive({ type: 'HEARTBEAT' });
  framework.connection = parts.core.connect(record.id, framework);
  live.set(record.id, framework);
  stream.onClose(() => {
    if (live.get(record.id) === framework) live.delete(record.id);
    framework.connection.close();
  });
}

/** With a workspace's token it is the code of that workspace, and ends with it. */
function within({ core }: MesosParts, { who }: Asked, record: FrameworkRecord): FrameworkRecord {
  const workspace = who.scopes.includes('all') ? undefined : core.workspaceOf(who.account);
  return workspace === undefined ? record : { ...record, workspace };
}

/** Whether the framework may subscribe so, and as what. */
function mayBe(
  { core, mostFrameworks }: MesosParts,
  account: string,
  roles: readonly string[],
  { framework_info, suppressed_roles }: Subscription,
  id: string,
  arrivals: Arrivals,
): FrameworkRecord | { readonly problem: string } {
  if (!arrivals.isOf(id, account)) return { problem: `Not authorized to subscribe as framework '${id}'` };
  const known = core.find(id);
  if (known?.state === 'completed') return { problem: 'Framework has been removed' };
  const count = arrivals.count(account);
  if (arrivals.isFree(id) && count >= mostFrameworks)
    return {
      problem: `${account} has ${count} frameworks (setting cluster.most-frameworks): tear one down first`,
    };
  return readFramework(framework_info, suppressed_roles, id, account, roles);
}
