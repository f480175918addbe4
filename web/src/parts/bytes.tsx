import { useTranslation } from '../catalogue/use-translation.ts';
import { formatBytes } from './format-bytes.ts';

/** Bytes as people read them; exact on hover. */
export function Bytes({ value, kind = 'stored' }: { value: number; kind?: 'stored' | 'memory' }) {
  const { t, i18n } = useTranslation();
  const exact = new Intl.NumberFormat(i18n.language).format(value);
  return <span title={t('parts.exactBytes', { exact })}>{formatBytes(value, kind, i18n.language)}</span>;
}
