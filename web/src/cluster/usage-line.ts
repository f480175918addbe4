import type { Usage } from '../../../src/cluster/contract.ts';

/** What was used over time as a path in a box; `most` is what its height stands for. Samples not measured are gaps. */
export function usageLine(
  { samples, requested }: Pick<Usage, 'samples' | 'requested'>,
  kind: 'cpus' | 'memory',
  width: number,
  height: number,
  asked: readonly { readonly cpus: number; readonly memory: number }[] = [],
): { readonly path: string; readonly most: number } {
  const most =
    1.05 *
    Math.max(requested[kind], 1e-9, ...samples.map((sample) => sample[kind] ?? 0), ...asked.map((then) => then[kind]));
  const first = samples[0]?.at ?? 0;
  const span = Math.max(1, (samples.at(-1)?.at ?? 0) - first);
  let path = '';
  let pen = 'M';
  for (const { at, [kind]: value } of samples) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    path += `${pen}${Math.round((width * (at - first)) / span)},${Math.round(10 * height * (1 - value / most)) / 10}`;
    pen = 'L';
  }
  return { path, most };
}
