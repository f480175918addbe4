import type { ErrorComponentProps } from '@tanstack/react-router';
import { ProblemBox } from '../parts/problem-box.tsx';

/** What stands in a page's place when it cannot be shown at all. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <main id="page" style={{ padding: 24 }}>
      <ProblemBox error={error} again={reset} />
    </main>
  );
}
