import { useTranslation } from 'react-i18next';
import { Page } from '../shell/page.tsx';

export function NotebookPage() {
  const { t } = useTranslation();
  return <Page title={t('notebook.title')}>{null}</Page>;
}
