import { formatElapsed } from './format-time.ts';
import { useNow } from './now.ts';

/** A clock that runs since `since` (milliseconds since 1970). */
export function Elapsed({ since }: { since: number }) {
  const now = useNow(1000);
  return <span>{formatElapsed(Math.max(0, now - since))}</span>;
}
