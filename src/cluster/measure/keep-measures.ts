import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterParts } from '../cluster-parts.ts';
import { insertAccountUsage, removeAccountUsageBefore } from '../store/account-usage.ts';
import { insertPoint, removePointsBefore } from '../store/history.ts';
import { removeTaskUsagesBefore, saveTaskUsage } from '../store/task-usage.ts';
import { accountUsages } from './account-usage.ts';
import { pointOf } from './history-point.ts';

const lookEveryMilliseconds = 5_000;
export const pointEveryMilliseconds = 60_000;
export const keptMilliseconds = 86_400_000;
const fewAccounts = 100;

/** Writes down once a minute how the cluster was, and what tasks that run long have used; what is older than a day goes. */
export async function keepMeasures(parts: ClusterParts, signal: AbortSignal): Promise<void> {
  const { clock, database, log } = parts.foundation;
  let pointAt = clock.now();
  let points = 0;
  while (!signal.aborted) {
    try {
      const due = parts.measures.due();
      if (due.length > 0) await database.commit(due.map(([id, measures]) => saveTaskUsage(id, measures)));
      const now = clock.now();
      if (now - pointAt >= pointEveryMilliseconds || now < pointAt) {
        const usages = accountUsages(parts, now);
        // Of many accounts less often: a day of them stays small.
        const written = usages.size <= fewAccounts || points % 5 === 0 ? [...usages] : [];
        points++;
        await database.commit([
          insertPoint(pointOf(parts, pointAt, now)),
          removePointsBefore(now - keptMilliseconds),
          ...written.map(([account, usage]) => insertAccountUsage(account, usage)),
          removeAccountUsageBefore(now - keptMilliseconds),
          removeTaskUsagesBefore(now - keptMilliseconds),
        ]);
        pointAt = now;
      }
    } catch (error) {
      log.warn({ err: error }, 'what tasks use could not be looked at');
    }
    await sleep(lookEveryMilliseconds, undefined, { signal }).catch(() => {});
  }
}
