import { type Agent, listAgents } from '../../cluster/contract.ts';
import { amountText } from '../../cluster/words.ts';
import type { ReplyOf } from '../../platform/operation.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { tableText } from './table-text.ts';

export async function agentList(to: Connection): Promise<string> {
  const agents: Agent[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const query = { limit: 500, ...(after === '' ? {} : { after }) };
    const page: ReplyOf<typeof listAgents> = await call(to, listAgents, { query });
    agents.push(...page.items);
    after = page.next;
  }
  return agents.length === 0 ? 'No agents.\n' : tableText(heads, agents.map(row), ['CPUS', 'MEMORY', 'TASKS']);
}

const heads = ['AGENT', 'STATE', 'CPUS', 'MEMORY', 'TASKS', 'NOT ENFORCED', 'ATTRIBUTES'];

function row({ id, state, used, total, tasks, notEnforced, attributes, drain }: Agent): string[] {
  const number = (value: number) => String(Number(value.toFixed(2)));
  return [
    id,
    drain === null ? state : `${state}, ${drain.tasksLeft} left${until(drain.endsBy)}`,
    `${number(used.cpus)} of ${number(total.cpus)}`,
    `${amountText('memory', used.memory)} of ${amountText('memory', total.memory)}`,
    String(tasks),
    notEnforced.join(' '),
    Object.entries(attributes)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  ];
}

function until(at: number | null): string {
  return at === null ? '' : ` until ${new Date(at).toLocaleTimeString('en-GB', { timeStyle: 'short' })}`;
}
