import type { Framework } from '../../../src/cluster/contract.ts';
import type { Say } from '../catalogue/use-translation.ts';

/** What a framework is called; the platform's own and workspaces have names in the language of the page. */
export function frameworkWords({ id, name, kind }: Pick<Framework, 'id' | 'name' | 'kind'>, t: Say): string {
  if (kind === 'workspace') return t('cluster.workspaceOf', { name });
  if (kind === 'mesos') return name;
  return t(id === 'stoa-workspaces' ? 'cluster.workspaces' : 'cluster.tasks');
}
