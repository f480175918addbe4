import type { Control } from '../control.ts';
import type { ReplicaCopy } from './copy.ts';

const patienceMs = 1_000;

/**
 * Asks control how far its changes go, and waits until the copy holds them. Those who call while one question is on
 * its way share the next one, so that unknown credentials by the thousand are a few questions a second.
 */
export function catcherUp(control: Control, copy: ReplicaCopy, ended: AbortSignal): () => Promise<void> {
  let underway: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const ask = async () => {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(patienceMs)]);
    const revision = await control.revision(signal).catch(() => undefined);
    if (revision !== undefined) await copy.reached(revision, signal);
  };
  const begin = (): Promise<void> => {
    underway = ask().finally(() => {
      underway = undefined;
    });
    return underway;
  };
  return () => {
    if (!underway) return begin();
    next ??= underway.then(() => {
      next = undefined;
      return begin();
    });
    return next;
  };
}
