import { useTranslation } from '../catalogue/use-translation.ts';
import { formatBytes } from './format-bytes.ts';

/** Bytes as people read them; exact on hover. */
export function Bytes({ value }: { value: number }) {
  const { t, i18n } = useTranslation();
  return (
    <span title={t('parts.exactBytes', { exact: value.toLocaleString(i18n.language) })}>
      {formatBytes(value, i18n.language)}
    </span>
  );
}
