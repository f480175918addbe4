import type { FrameworkRecord, KnownFramework } from '../../framework-port.ts';
import type { Given, Read } from '../codec/schema.ts';
import { type FrameworkInfo, FrameworkInfoCapabilityType } from '../messages/framework.ts';
import { isGoodId, lengthOf } from './command.ts';

export type Capability = NonNullable<NonNullable<Given<typeof FrameworkInfo>['capabilities']>[number]['type']>;

/** What a framework may say of itself beside its name; it is kept. */
const mostWords = 100_000;

/**
 * What a scheduler says of itself, as a record, or why it may not be so.
 *
 * @param roles  that the account may use, the one it has when it names none first
 */
export function readFramework(
  info: Read<typeof FrameworkInfo>,
  suppressed: readonly string[],
  id: string,
  account: string,
  roles: readonly string[],
): FrameworkRecord | { readonly problem: string } {
  const capabilities = [...new Set(info.capabilities.flatMap(({ type }) => (type === undefined ? [] : [type])))];
  const multiRole = capabilities.includes('MULTI_ROLE');
  if (multiRole && info.role !== undefined && info.role !== '*')
    return { problem: "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable" };
  if (!multiRole && info.roles.length > 0)
    return { problem: "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable" };
  const asked = multiRole ? info.roles : [info.role ?? '*'];
  const used = [...new Set(asked.map((role) => (role === '*' ? (roles[0] ?? role) : role)))];
  if (new Set(asked).size !== asked.length) return { problem: "'FrameworkInfo.roles' contains duplicate items" };
  const foreign = [...used, ...suppressed].find((role) => !roles.includes(role));
  if (foreign !== undefined) return { problem: `Not authorized to use role '${foreign}'` };
  const strange = suppressed.find((role) => !used.includes(role));
  if (strange !== undefined)
    return { problem: `Suppressed role '${strange}' is not contained in the set of roles of the framework` };
  const seconds = info.failover_timeout ?? 0;
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > 1e9)
    return { problem: `The specified failover_timeout of ${seconds} is invalid` };
  const labels = (info.labels?.labels ?? []).map(({ key, value }) => ({ key, value: value ?? '' }));
  const words = [info.hostname ?? '', info.webui_url ?? '', ...labels.flatMap(({ key, value }) => [key, value])];
  if (lengthOf(words) > mostWords) return { problem: `Labels and addresses have more than ${mostWords} characters` };
  if (!isGoodId(id)) return { problem: `'${id.slice(0, 100)}' is not a framework id` };
  return {
    id,
    name: info.name.slice(0, 200),
    account,
    roles: used,
    suppressedRoles: suppressed,
    capabilities,
    failoverTimeoutMs: seconds * 1000,
    hostname: info.hostname ?? '',
    webUiUrl: info.webui_url ?? '',
    labels,
  };
}

export function toMesosFramework(framework: KnownFramework): Given<typeof FrameworkInfo> {
  const { id, name, account, roles, capabilities, labels } = framework;
  const multiRole = framework.builtIn || capabilities.includes('MULTI_ROLE');
  return {
    user: account,
    name,
    id: { value: id },
    failover_timeout: framework.failoverTimeoutMs / 1000,
    checkpoint: true,
    hostname: framework.hostname,
    principal: account,
    webui_url: framework.webUiUrl,
    capabilities: capabilities.filter(isCapability).map((type) => ({ type })),
    ...(multiRole ? { roles } : { role: roles[0] }),
    ...(labels.length === 0 ? {} : { labels: { labels } }),
  };
}

function isCapability(name: string): name is Capability {
  return FrameworkInfoCapabilityType.numbers.has(name);
}
