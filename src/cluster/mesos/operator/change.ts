import type { Read } from '../codec/schema.ts';
import type { Asked } from '../http/asked.ts';
import { Refusal } from '../http/refusal.ts';
import type { QuotaConfig } from '../messages/machines.ts';
import type { OperatorCall } from '../messages/operator-call.ts';
import type { MesosParts } from '../parts.ts';
import { isGoodId } from '../translate/command.ts';
import { fromQuantities } from '../translate/quantities.ts';
import { fromMesosResources } from '../translate/resources.ts';
import { reserve, unreserve } from './reservations.ts';
import { createVolumes, destroyVolumes } from './volumes.ts';

type Call = Read<typeof OperatorCall>;

/** What may be set of a role; null goes back to the default. */
export interface RoleChange {
  readonly path: string;
  readonly weight?: number;
  readonly guarantee?: Readonly<Record<string, number>> | null;
  readonly limit?: Readonly<Record<string, number>> | null;
}

/**
 * Does what changes something, as the platform's own operation: with its rights, its checks and its place in the audit.
 * False: it is another call.
 *
 * @throws Refusal
 */
export async function change(parts: MesosParts, asked: Asked, call: Call): Promise<boolean> {
  switch (call.type) {
    case 'UPDATE_WEIGHTS':
      await setRoles(parts, asked, weights(given(call.update_weights, 'update_weights').weight_infos));
      return true;
    case 'UPDATE_QUOTA':
      await setRoles(parts, asked, given(call.update_quota, 'update_quota').quota_configs.map(quotaOf));
      return true;
    case 'SET_QUOTA': {
      const { role, guarantee } = given(call.set_quota, 'set_quota').quota_request;
      await setQuota(parts, asked, role ?? '', guarantee);
      return true;
    }
    case 'REMOVE_QUOTA':
      await removeQuota(parts, asked, given(call.remove_quota, 'remove_quota').role);
      return true;
    case 'DRAIN_AGENT': {
      const { agent_id, max_grace_period, mark_gone = false } = given(call.drain_agent, 'drain_agent');
      if ((max_grace_period?.seconds ?? 0) < 0) throw invalid("'max_grace_period' is negative");
      await parts.operate(asked, 'POST', agentPath(agent_id.value, 'drain'), { graceSeconds: 0, markGone: mark_gone });
      return true;
    }
    case 'DEACTIVATE_AGENT': {
      const { agent_id } = given(call.deactivate_agent, 'deactivate_agent');
      await parts.operate(asked, 'POST', agentPath(agent_id.value, 'deactivate'), {});
      return true;
    }
    case 'REACTIVATE_AGENT': {
      const { agent_id } = given(call.reactivate_agent, 'reactivate_agent');
      await parts.operate(asked, 'POST', agentPath(agent_id.value, 'reactivate'), {});
      return true;
    }
    case 'MARK_AGENT_GONE': {
      const { agent_id } = given(call.mark_agent_gone, 'mark_agent_gone');
      await parts.operate(asked, 'POST', agentPath(agent_id.value, 'gone'), {});
      return true;
    }
    case 'RESERVE_RESOURCES': {
      const { agent_id, resources } = given(call.reserve_resources, 'reserve_resources');
      await reserve(parts, asked, agent_id.value, resources);
      return true;
    }
    case 'UNRESERVE_RESOURCES': {
      const { agent_id, resources } = given(call.unreserve_resources, 'unreserve_resources');
      await unreserve(parts, asked, agent_id.value, resources);
      return true;
    }
    case 'CREATE_VOLUMES': {
      const { agent_id, volumes } = given(call.create_volumes, 'create_volumes');
      await createVolumes(parts, asked, agent_id.value, volumes);
      return true;
    }
    case 'DESTROY_VOLUMES': {
      const { agent_id, volumes } = given(call.destroy_volumes, 'destroy_volumes');
      await destroyVolumes(parts, asked, agent_id.value, volumes);
      return true;
    }
    default:
      return false;
  }
}

/** All of them or none. */
export async function setRoles(parts: MesosParts, asked: Asked, changes: readonly RoleChange[]): Promise<void> {
  if (changes.length > 0) await parts.operate(asked, 'PATCH', '/api/roles/several', { changes });
}

export function weights(
  infos: readonly { readonly role?: string | undefined; readonly weight: number }[],
): RoleChange[] {
  return infos.map(({ role = '', weight }) => {
    if (!(weight > 0)) throw new Refusal(400, `Invalid weight '${weight}': Weights must be positive`);
    return { path: role, weight };
  });
}

/** The older way: a guarantee, which is the limit too, for a role that has none. */
export async function setQuota(
  parts: MesosParts,
  asked: Asked,
  role: string,
  guarantee: Parameters<typeof fromMesosResources>[0],
): Promise<void> {
  const known = parts.core.roles().find(({ path }) => path === role);
  if (known !== undefined && [known.guarantee, known.limit].some((each) => Object.keys(each).length > 0))
    throw new Refusal(400, `Failed to validate set quota request: Quota for role '${role}' already exists`);
  const amount = fromMesosResources(guarantee);
  if ('problem' in amount) throw new Refusal(400, `Failed to validate set quota request: ${amount.problem}`);
  const { milliCpus, ...others } = amount.share.resources;
  const named = Object.entries({ cpus: milliCpus / 1000, ...others }).filter(([, value]) => value > 0);
  const same = Object.fromEntries(named);
  await setRoles(parts, asked, [{ path: role, guarantee: same, limit: same }]);
}

export async function removeQuota(parts: MesosParts, asked: Asked, role: string): Promise<void> {
  await setRoles(parts, asked, [{ path: role, guarantee: null, limit: null }]);
}

function quotaOf({ role, guarantees, limits }: Read<typeof QuotaConfig>): RoleChange {
  return { path: role, guarantee: fromQuantities(guarantees), limit: fromQuantities(limits) };
}

function agentPath(id: string, act: string): string {
  if (!isGoodId(id)) throw new Refusal(400, `There is no agent '${id.slice(0, 100)}'`);
  return `/api/agents/${encodeURIComponent(id)}/${act}`;
}

function given<T>(detail: T | undefined, name: string): T {
  if (detail === undefined) throw invalid(`Expecting '${name}' to be present`);
  return detail;
}

function invalid(said: string): Refusal {
  return new Refusal(400, `Failed to validate master::Call: ${said}`);
}
