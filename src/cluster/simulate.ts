import { readFile } from 'node:fs/promises';
import { generated, type Sizes } from './simulator/generated.ts';
import { brokenLaws } from './simulator/laws.ts';
import { cycleLines, report } from './simulator/report.ts';
import { Simulation } from './simulator/simulation.ts';
import { readTrace } from './simulator/trace.ts';

export { BadTrace } from './simulator/bad-trace.ts';

export interface SimulateOptions extends Sizes {
  /** A file with lines of JSON, in place of a generated cluster. */
  readonly trace?: string;
  /** Tries each plan against the laws; slow. */
  readonly check: boolean;
}

/**
 * Lives through a scenario and says what came of it.
 *
 * @throws BadTrace
 * @throws Error when the file cannot be read
 */
export async function simulate(options: SimulateOptions, say: (line: string) => void): Promise<void> {
  const scenario =
    options.trace === undefined
      ? generated(options)
      : readTrace(await readFile(options.trace, 'utf8'), options.hours * 3_600_000);
  const broken = new Map<string, number>();
  const simulation = new Simulation(scenario, {
    seed: options.seed,
    clock: () => performance.now(),
    onCycle: (state, plan) => {
      if (options.check) for (const law of brokenLaws(state, plan)) broken.set(law, (broken.get(law) ?? 0) + 1);
    },
  });
  const measures = simulation.run();
  for (const line of [...report(measures), '', ...cycleLines(measures)]) say(line);
  if (options.check) say(broken.size === 0 ? 'Every plan kept the laws.' : 'Laws that were broken:');
  for (const [law, count] of broken) say(`  ${law} (${count} times)`);
}
