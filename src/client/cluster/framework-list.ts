import { type Framework, listFrameworks } from '../../cluster/contract.ts';
import { amountText, durationText } from '../../cluster/words.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { tableText } from './table-text.ts';

/** @param all  those that ended too */
export async function frameworkList(to: Connection, all: boolean): Promise<string> {
  const items: Framework[] = [];
  for (let after: string | undefined; ; ) {
    const query = { limit: 500, completed: all, ...(after === undefined ? {} : { after }) };
    const page = await call(to, listFrameworks, { query });
    items.push(...page.items);
    if (page.next === null) break;
    after = page.next;
  }
  return tableText(heads, items.map(row), ['RUNS', 'WAITS', 'OFFERS', 'CPUS', 'MEMORY']);
}

const heads = ['ID', 'NAME', 'ACCOUNT', 'ROLE', 'STATE', 'SINCE', 'RUNS', 'WAITS', 'OFFERS', 'CPUS', 'MEMORY'];

function row(framework: Framework): string[] {
  const { id, name, account, roles, state, connectedAt, disconnectedAt, registeredAt, used } = framework;
  const since = connectedAt ?? disconnectedAt ?? registeredAt;
  return [
    ...[id, name, account ?? '', roles.join(' '), state, durationText(Date.now() - since)],
    ...[framework.running, framework.waiting, framework.offers].map(String),
    ...[String(Number(used.cpus.toFixed(2))), amountText('memory', used.memory)],
  ];
}
