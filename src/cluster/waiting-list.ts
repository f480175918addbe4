import type { ClusterParts } from './cluster-parts.ts';
import type { Waiting } from './contract.ts';
import { isWant } from './frameworks/appetite.ts';
import { frameworkName, showTask, type Viewer, wallClock, whyDemand } from './show-task.ts';

interface Line {
  readonly since: number;
  show(): Waiting | undefined;
}

/**
 * What waits, the longest first: queued tasks, workspaces, and what frameworks want. Of others' nothing is shown. Only
 * those that are shown are explained.
 */
export function waitingList(parts: ClusterParts, viewer: Viewer, most: number): { items: Waiting[]; inAll: number } {
  const lines = [...tasks(parts, viewer), ...wants(parts, viewer)].sort((a, b) => a.since - b.since);
  const items: Waiting[] = [];
  let untold = 0;
  for (const line of lines) {
    if (items.length === most) break;
    const shown = line.show();
    if (shown === undefined) untold++;
    else items.push(shown);
  }
  return { items, inAll: lines.length - untold };
}

function* tasks(parts: ClusterParts, viewer: Viewer): Generator<Line> {
  for (const task of parts.holdings.waiting()) {
    if (!viewer.administrator && task.account !== viewer.account) continue;
    const show = () => {
      const explanation = whyDemand(parts, task.id, viewer);
      const framework = frameworkName(parts, task.framework);
      return explanation && { task: showTask(parts, task, viewer), framework, account: task.account, explanation };
    };
    yield { since: task.requestedAt, show };
  }
}

function* wants(parts: ClusterParts, viewer: Viewer): Generator<Line> {
  const wall = wallClock(parts);
  for (const reason of parts.standings.reasons()) {
    if (!isWant(reason.demand)) continue;
    const record = parts.frameworks.look(reason.framework)?.record;
    if (record === undefined || (!viewer.administrator && record.account !== viewer.account)) continue;
    const { id, name, account } = record;
    const show = () => {
      const explanation = whyDemand(parts, reason.demand, viewer);
      return explanation && { task: null, framework: { id, name }, account, explanation };
    };
    yield { since: wall(reason.since), show };
  }
}
