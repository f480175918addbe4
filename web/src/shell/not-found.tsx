import { Link } from '@tanstack/react-router';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Empty } from '../parts/empty.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main id="page" style={{ padding: 24 }}>
      <Empty title={t('shell.notFound')} action={<Link to="/">{t('shell.home')}</Link>} />
    </main>
  );
}
