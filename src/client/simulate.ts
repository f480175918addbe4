import { type Command, InvalidArgumentError } from 'commander';
import { Refused } from './connection.ts';

/** Tries the allocator on a cluster that exists nowhere; needs no platform. */
export function addSimulate(program: Command, print: (text: string) => void): void {
  program
    .command('simulate')
    .description('run a simulated cluster through the allocator: waiting times, shares, preemptions')
    .option('--trace <file>', 'lines of JSON that say what happens, in place of a generated cluster')
    .option('--agents <number>', 'agents of 16 cores and 64 GiB', whole, 100)
    .option('--frameworks <number>', 'services, workspaces, batch, scavengers and large tasks', whole, 64)
    .option('--hours <number>', 'how long', positive, 24)
    .option('--seed <number>', 'the same seed gives the same cluster and the same outcome', whole, 1)
    .option('--faults', 'agents are lost and come back', false)
    .option('--check', 'try each plan against the laws that all must keep; slow', false)
    .action(async (options: Given) => {
      const { BadTrace, simulate } = await import('../cluster/index.ts');
      try {
        await simulate(options, (line) => print(`${line}\n`));
      } catch (failure) {
        if (failure instanceof BadTrace) throw new Refused(`${options.trace}, ${failure.message}`);
        if (options.trace !== undefined && failure instanceof Error && 'code' in failure)
          throw new Refused(`The trace cannot be read (${failure.message}). Give the path of a file with --trace.`);
        throw failure;
      }
    });
}

interface Given {
  readonly trace?: string;
  readonly agents: number;
  readonly frameworks: number;
  readonly hours: number;
  readonly seed: number;
  readonly faults: boolean;
  readonly check: boolean;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It takes a number above 0.');
  return value;
}
