import type { Explanation } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { formatDuration } from '../parts/format-time.ts';
import { useNow } from '../parts/now.ts';

/** When it starts, as far as that is known. */
export function StartsIn({ explanation: { startAt, start } }: { explanation: Explanation }) {
  const { t, language } = useTranslation();
  const now = useNow(10_000, startAt !== null);
  if (startAt !== null)
    return <>{t('cluster.about', { time: formatDuration(Math.max(1000, startAt - now), language) })}</>;
  if (start.code === 'start-place') return <>{t('cluster.soon')}</>;
  return <>{t(start.code === 'start-ends' ? 'cluster.whenSomeEnds' : 'cluster.notByItself')}</>;
}
