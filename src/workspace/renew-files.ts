import { setTimeout as wait } from 'node:timers/promises';
import type { Foundation } from '../platform/index.ts';
import type { FilesTargets } from './files-targets.ts';

const askAgainMilliseconds = 2_000;

/**
 * A process keeps the groups that it was started with: the file server of somebody who has joined a group ends as soon
 * as it does nothing, and the next look at files starts one that sees the new folder.
 *
 * @returns ends the watch
 */
export function renewFilesOfJoiners({ events, log }: Pick<Foundation, 'events' | 'log'>, files: FilesTargets) {
  const ended = new AbortController();
  const waiting = new Set<string>();
  const renew = async (account: string) => {
    while (await files.lacksGroup(account)) {
      if (await files.stopIfIdle(account)) return;
      await wait(askAgainMilliseconds, undefined, { signal: ended.signal });
    }
  };
  const forget = events.listen(({ type, audience }) => {
    if (type !== 'account' || audience === 'administrators' || waiting.has(audience)) return;
    waiting.add(audience);
    void renew(audience)
      .catch((err: unknown) => {
        if (!ended.signal.aborted) log.warn({ err, account: audience }, 'a file server keeps its old groups for now');
      })
      .finally(() => waiting.delete(audience));
  });
  return () => {
    forget();
    ended.abort();
  };
}
