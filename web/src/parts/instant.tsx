import { useTranslation } from '../catalogue/use-translation.ts';
import { dates, formatInstant } from './format-time.ts';

/** Day and time to the second, for records; `at` in milliseconds since 1970. */
export function Instant({ at }: { at: number }) {
  const { i18n } = useTranslation();
  const text = dates(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at, i18n.language)}>
      {text}
    </time>
  );
}
