import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function TerminalPage() {
  const { t } = useTranslation();
  return <Page title={t('terminal.title')}>{null}</Page>;
}
