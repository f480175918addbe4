import { newId as newIdAt } from '../../platform/ids.ts';

/** A unique id that sorts by time. */
export function newId(): string {
  return newIdAt(Date.now());
}
