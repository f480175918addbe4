import { useTranslation } from '../catalogue/use-translation.ts';
import { formatBytes } from './format-bytes.ts';

/** Bytes as people read them; exact on hover. */
export function Bytes({ value, kind = 'stored' }: { value: number; kind?: 'stored' | 'memory' }) {
  const { t, i18n } = useTranslation();
  return (
    <span title={t('parts.exactBytes', { exact: value.toLocaleString(i18n.language) })}>
      {formatBytes(value, kind, i18n.language)}
    </span>
  );
}
