import type { Logger } from '../platform/index.ts';
import type { Parts } from './parts.ts';

const sweepEveryMilliseconds = 60_000;
const finishEveryMilliseconds = 3_000;

/** What the room does by itself: writes down what was used, drops what is over, finishes revocations that were cut short. */
export function startUpkeep({ credentials, revocations, foundation: { log } }: Parts): { close(): Promise<void> } {
  const sweep = repeat(log, sweepEveryMilliseconds, () => credentials.sweep());
  const finish = repeat(log, finishEveryMilliseconds, () => revocations.finishLeft());

  return {
    async close() {
      await finish.end();
      await sweep.end();
      await credentials
        .sweep()
        .catch((err: unknown) => log.error({ err }, 'the last use of sessions is not written down'));
    },
  };
}

/** Runs the work again and again, never twice at once. */
export function repeat(log: Logger, everyMilliseconds: number, work: () => Promise<void>) {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch((err: unknown) => log.error({ err }, 'upkeep of accounts failed; it is tried again'))
      .finally(() => {
        running = undefined;
      });
  }, everyMilliseconds);
  timer.unref();
  return {
    async end() {
      clearInterval(timer);
      await running;
    },
  };
}
