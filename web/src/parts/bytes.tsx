import { useTranslation } from '../catalogue/use-translation.ts';
import { formatBytes } from './format-bytes.ts';

/** Bytes as people read them; exact on hover. */
export function Bytes({ value }: { value: number }) {
  const { t, language } = useTranslation();
  return (
    <span title={t('parts.exactBytes', { exact: value.toLocaleString(language) })}>{formatBytes(value, language)}</span>
  );
}
