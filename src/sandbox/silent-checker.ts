import type { TaskCheck } from './task.ts';

const slackMs = 5_000;

/** Notices that a checker says nothing any more: its tenant can end it, as it runs in the sandbox. */
export interface SilentChecker {
  /** From now on it should say something; again: it just did. */
  expect(): void;
  close(): void;
}

/**
 * @param silent hears for how many seconds nothing was said, each time that a look at its longest, twice over, has passed.
 *   A check that may take for ever is never silent.
 */
export function silentChecker(check: TaskCheck, silent: (seconds: number) => void): SilentChecker {
  const { delaySeconds, intervalSeconds, timeoutSeconds } = check;
  const longest = 2000 * (intervalSeconds + timeoutSeconds) + slackMs;
  let timer: NodeJS.Timeout | undefined;
  let since: number | undefined;
  const wait = (milliseconds: number) => {
    if (timeoutSeconds === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      wait(longest);
      silent(Math.round((performance.now() - (since ?? 0)) / 1000));
    }, milliseconds).unref();
  };
  return {
    expect() {
      const first = since === undefined;
      since = performance.now();
      wait(first ? longest + 1000 * delaySeconds : longest);
    },
    close: () => clearTimeout(timer),
  };
}
