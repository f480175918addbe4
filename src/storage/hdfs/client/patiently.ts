import { setTimeout as sleep } from 'node:timers/promises';
import { HdfsError } from './hdfs-error.ts';

/**
 * Does the work again while what it fails with is passing: a server that is away, on standby or starting.
 *
 * @param work     `attempt` counts from 0
 * @param between  called after each such failure
 * @throws HdfsError the last one, when the time is over, or what the work threw otherwise
 */
export async function patiently<T>(
  milliseconds: number,
  work: (attempt: number) => Promise<T>,
  { between = () => {}, servers = 1, signal = undefined as AbortSignal | undefined } = {},
): Promise<T> {
  const end = performance.now() + milliseconds;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!(error instanceof HdfsError) || !error.passing || performance.now() > end) throw error;
    }
    between();
    // Each was asked once: a hand-over takes a second or two.
    if ((attempt + 1) % servers === 0) await sleep(pause(attempt), undefined, { signal });
  }
}

const pause = (attempt: number) => Math.min(2000, 100 * 2 ** Math.min(attempt, 5));
