import { useTranslation } from '../catalogue/use-translation.ts';
import { dates, formatInstant } from './format-time.ts';

/** Day and time to the second, for records; `at` in milliseconds since 1970. */
export function Instant({ at }: { at: number }) {
  const { language } = useTranslation();
  const text = dates(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at, language)}>
      {text}
    </time>
  );
}
