import type { Context } from '../platform/index.ts';
import type { ReplyOf } from '../platform/operation.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { getAccountUsage as operation } from './contract.ts';
import { keptMilliseconds, pointEveryMilliseconds } from './measure/keep-measures.ts';
import { nothing, plus } from './rules/resources.ts';
import { told } from './rules/say/kinds.ts';
import { sizeAdvice } from './rules/say/size-advice.ts';
import { accountUsageSince } from './store/account-usage.ts';

const mostSamples = 300;
const mostAdvices = 20;

/** What an account asked for and used, minute by minute over the last day, with what size would do for what runs now. */
export async function showAccountUsage(
  ctx: Context,
  parts: ClusterParts,
  name: string,
): Promise<ReplyOf<typeof operation>> {
  const points = await accountUsageSince(ctx.read, name, ctx.now() - keptMilliseconds);
  const each = Math.max(1, Math.ceil(points.length / mostSamples));
  const shown = points.filter((_, index) => index % each === 0);
  const own = [...parts.tasks.all()].filter(({ account, agent }) => account === name && agent !== null);
  const advices = own.flatMap((task) => {
    const measures = parts.measures.of(task.id);
    if (measures === undefined) return [];
    const { peak, firstAt, lastAt } = measures;
    const advice = sizeAdvice({ asked: told(task.resources), peak, milliseconds: lastAt - firstAt });
    return advice === null ? [] : [{ task: { id: task.id, name: task.name }, advice }];
  });
  return {
    requested: told(own.reduce((sum, { resources }) => plus(sum, resources), nothing)),
    stepMilliseconds: each * pointEveryMilliseconds,
    samples: shown.map(({ at, usedCpus, usedMemory }) => ({ at, cpus: usedCpus, memory: usedMemory, disk: null })),
    asked: shown.map(({ askedCpus, askedMemory }) => ({ cpus: askedCpus, memory: askedMemory })),
    peak: {
      cpus: largest(points.map(({ usedCpus }) => usedCpus)),
      memory: largest(points.map(({ usedMemory }) => usedMemory)),
    },
    advices: advices.slice(0, mostAdvices),
  };
}

function largest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, one) => (one === null ? most : Math.max(one, most ?? 0)), null);
}
