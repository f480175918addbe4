import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import look from '../notebook/outputs/markdown.module.css';
import { ProblemBox } from '../parts/problem-box.tsx';
import tabs from '../parts/tabs.module.css';
import { Page } from '../shell/page.tsx';
import styles from './guide.module.css';
import { renderGuide } from './render-guide.ts';

const route = getRouteApi('/framed/guide/$name');

interface Guide {
  readonly en: () => Promise<{ default: string }>;
  readonly 'zh-CN'?: () => Promise<{ default: string }>;
}
const guides: Record<'analysts' | 'operators', Guide> = {
  analysts: {
    en: () => import('../../../docs/guides/analysts.md?raw'),
    'zh-CN': () => import('../../../docs/guides/analysts.zh.md?raw'),
  },
  operators: { en: () => import('../../../docs/guides/operators.md?raw') },
};

/** How everything here is used: for who works with data, and for administrators what runs the platform. */
export function GuidePage() {
  const { t, language } = useTranslation();
  const { account } = useSession();
  const chosen = route.useParams().name === 'operators' && account.admin ? 'operators' : 'analysts';
  const spoken = language === 'zh-CN' && guides[chosen]['zh-CN'] !== undefined ? language : 'en';
  const guide = useQuery({
    queryKey: ['guide', chosen, spoken],
    queryFn: async () => {
      const module = await (guides[chosen][spoken] ?? guides[chosen].en)();
      return renderGuide(module.default, location.origin, account.name);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page title={t('guide.title')} edge>
      {account.admin ? (
        <nav className={tabs.tabs} aria-label={t('guide.title')}>
          {(['analysts', 'operators'] as const).map((name) => (
            <Link key={name} to="/guide/$name" params={{ name }} className={tabs.tab}>
              {t(`guide.${name}`)}
            </Link>
          ))}
        </nav>
      ) : null}
      <div className={styles.scroll}>
        {guide.isError ? <ProblemBox error={guide.error} again={() => void guide.refetch()} /> : null}
        {guide.data === undefined ? null : (
          <article
            lang={spoken}
            className={`${look.markdown} ${styles.guide}`}
            // biome-ignore lint/security/noDangerouslySetInnerHtml: the guides are part of the page, no text of people
            dangerouslySetInnerHTML={{ __html: guide.data }}
          />
        )}
      </div>
    </Page>
  );
}
