import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Usage } from './contract.ts';
import { told } from './rules/say/kinds.ts';
import { sizeAdvice } from './rules/say/size-advice.ts';
import { visibleTask } from './viewer.ts';

/** What a task used of what it asked for, and what size would do. */
export async function showUsage(ctx: Context, parts: ClusterParts, taskId: string): Promise<Usage> {
  const { id, resources } = await visibleTask(ctx, parts, taskId);
  const requested = told(resources);
  const measures = parts.measures.of(id);
  if (measures === undefined)
    return { requested, stepMilliseconds: 0, samples: [], peak: { cpus: null, memory: null }, advice: null };
  const { history, peak, firstAt, lastAt } = measures;
  const { samples } = history.samples;
  const milliseconds = lastAt - firstAt;
  return {
    requested,
    stepMilliseconds: Math.round(milliseconds / Math.max(1, samples.length - 1)),
    samples: [...samples],
    peak: { ...peak },
    advice: sizeAdvice({ asked: requested, peak, milliseconds }),
  };
}
