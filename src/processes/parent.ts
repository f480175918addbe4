import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Settings } from '../platform/index.ts';

/** What the supervisor writes to a process's standard input when the whole platform is stopped on purpose. */
export const stopWord = 'stop';

/**
 * The supervisor holds the other end of this process's standard input: when it is gone, so is the reason to run.
 *
 * @param stop  called when the whole platform is being stopped on purpose
 */
export function endWithSupervisor(end: () => void, stop: () => void = end): void {
  if (process.env.STOA_SUPERVISED !== '1') return;
  let asked = false;
  // Asked already, it finishes what it was asked for.
  const gone = () => {
    if (!asked) end();
  };
  // A stream of the file system would hold a thread in a read that never returns, and the process with it.
  new Socket({ fd: 0, readable: true, writable: false })
    .on('end', gone)
    .on('error', gone)
    .on('data', (word) => {
      if (asked || word.toString().trim() !== stopWord) return;
      asked = true;
      stop();
    });
}

/** One JSON line on standard output, for the supervisor. */
export interface Ready {
  readonly ready: true;
  readonly addresses?: readonly string[];
  readonly administrator?: { readonly name: string; readonly oneTimePassword?: string };
}

/** The same, of a process that cannot use its settings. */
export interface Refusal {
  /** One line that names the setting. */
  readonly refused: string;
}

/** Written before it returns: whoever refuses ends at once. */
export function tellSupervisor(message: Ready | Refusal): void {
  if (process.env.STOA_SUPERVISED === '1') writeSync(1, `${JSON.stringify(message)}\n`);
}

/** How long the end of all workspaces may take: their grace, and then many homes to be unmounted on a busy host. */
export const secondsToStop = ({ graceSeconds }: Pick<Settings, 'graceSeconds'>): number => graceSeconds + 20;

/**
 * Ends the process when it is asked to, after `close`; a second request, or the deadline, ends it at once.
 *
 * @param late  what must be done even then
 */
export function endWhenAsked(close: () => Promise<void>, deadlineSeconds = 10, late = () => {}): () => void {
  let asked = false;
  const endNow = () => {
    late();
    process.exit(1);
  };
  const end = () => {
    if (asked) return endNow();
    asked = true;
    setTimeout(endNow, deadlineSeconds * 1000).unref();
    void close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  return end;
}
