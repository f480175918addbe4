import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `stop` at the first signal and, with `again`, at the second; a third ends this process. A reader of standard output
 * that goes away counts as one: what nobody reads is not run on.
 */
export function watchSignals(stop: (again: boolean) => void): { exitCode(): number | null; unwatch(): void } {
  let count = 0;
  let exitCode: number | null = null;
  const stopFor = (code: number) => {
    exitCode ??= code;
    count++;
    if (count > 2) process.exit(exitCode);
    stop(count > 1);
  };
  const listeners = signals.map((signal) => ({ signal, heard: () => stopFor(128 + constants.signals[signal]) }));
  for (const { signal, heard } of listeners) process.on(signal, heard);
  // Otherwise the command line ends at once, and the task would go on.
  const others = process.stdout.listeners('error') as ((failure: Error) => void)[];
  process.stdout.removeAllListeners('error');
  const closed = () => {
    if (exitCode === null) stopFor(128 + constants.signals.SIGPIPE);
  };
  process.stdout.on('error', closed);
  return {
    exitCode: () => exitCode,
    unwatch() {
      for (const { signal, heard } of listeners) process.off(signal, heard);
      process.stdout.off('error', closed);
      for (const other of others) process.stdout.on('error', other);
    },
  };
}
