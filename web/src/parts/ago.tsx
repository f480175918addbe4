import { useTranslation } from '../catalogue/use-translation.ts';
import { formatAgo, formatInstant } from './format-time.ts';
import { useNow } from './now.ts';

/** How long ago, kept current; the exact instant on hover. `at` in milliseconds since 1970. */
export function Ago({ at }: { at: number }) {
  const { t, language } = useTranslation();
  const now = useNow(30_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at, language)}>
      {now - at < 60_000 ? t('parts.justNow') : formatAgo(at, now, language)}
    </time>
  );
}
