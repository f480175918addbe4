import { readFileSync } from 'node:fs';
import { AgentError } from './agent-error.ts';
import { writeWhole } from './task-folder.ts';

/**
 * Of several controls only the newest is obeyed: each order carries the epoch of who gives it, and one that is older
 * than the newest seen is refused, after a restart of the agent too.
 *
 * @param path where the newest is remembered
 * @returns the check, to be made before an order is followed; throws `stale-epoch`
 */
export function epochGuard(path: string): (epoch: number) => void {
  let newest = readEpoch(path);
  return (epoch) => {
    if (epoch < newest) throw stale(epoch, newest);
    if (epoch === newest) return;
    // Written before it counts: what the newer one has done is not undone by an older one later.
    writeWhole(path, String(epoch));
    newest = epoch;
  };
}

function readEpoch(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}

const stale = (epoch: number, newest: number) =>
  new AgentError('stale-epoch', `The order is of the epoch ${epoch}, and this agent has seen ${newest}.`, {
    why: 'Another control has taken over since.',
    fix: 'Nothing is to be done: the newer one is in charge.',
  });
