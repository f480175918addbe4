import { listTasks, type Waits, whyFramework, whyTask, whyWorkspace } from '../../cluster/contract.ts';
import { call } from '../call.ts';
import { type Connection, Refused } from '../connection.ts';
import { waitsText } from './explanation-text.ts';

/** Why a task, a workspace or a framework waits; without an id, all that waits of the caller. */
export async function sayWhy(to: Connection, account: string, id: string | undefined): Promise<string> {
  if (id !== undefined) return waitsText(id, await whyOf(to, id), Date.now());
  const { items, next } = await call(to, listTasks, { query: { state: 'queued', account, limit: 20 } });
  if (items.length === 0) return 'Nothing of yours waits.\n';
  const texts = await Promise.all(
    items.map(async ({ id: taskId, name }) =>
      waitsText(`${name} (${taskId})`, await call(to, whyTask, { params: { taskId } }), Date.now()),
    ),
  );
  return texts.join('\n') + (next === null ? '' : 'More wait: stoa tasks --state queued\n');
}

/** The first that goes by this name. */
async function whyOf(to: Connection, id: string): Promise<Waits> {
  const tries = [
    () => call(to, whyTask, { params: { taskId: id } }),
    () => call(to, whyFramework, { params: { frameworkId: id } }),
    () => call(to, whyWorkspace, { params: { name: id } }),
  ];
  for (const look of tries)
    try {
      return await look();
    } catch (failure) {
      const elsewhere = failure instanceof Refused && ['bad-request', 'not-found', ...notThat].includes(failure.code);
      if (!elsewhere) throw failure;
    }
  throw new Refused(`Nothing of yours is called ${id}: no task, no framework, no workspace. See stoa tasks.`);
}

const notThat = ['task-not-found', 'framework-not-found', 'value-invalid'];
