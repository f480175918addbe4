import { Button } from '@mantine/core';
import { IconFileDatabase, IconNotebook } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { notebookColumns } from '../notebooks/notebook-columns.tsx';
import { useNotebooks } from '../notebooks/use-notebooks.ts';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import styles from './home.module.css';

const shownAtMost = 8;

/** The latest notebooks, and the samples that every new home holds. */
export function RecentPane({ account, running }: { account: string; running: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { notebooks, hasSample, error, again } = useNotebooks(account, running);
  const columns = useMemo(() => notebookColumns(t).map(({ by: _by, ...column }) => column), [t]);
  const welcome = notebooks?.some((notebook) => notebook.path === 'Welcome.ipynb');
  const samples =
    welcome || hasSample ? (
      <div className={styles.tries}>
        {welcome ? (
          <Button
            variant="default"
            leftSection={<IconNotebook size={16} stroke={1.75} />}
            onClick={() => void navigate({ to: '/notebook/$', params: { _splat: 'Welcome.ipynb' } })}
          >
            {t('home.tour')}
          </Button>
        ) : null}
        {hasSample ? (
          <Button
            variant="default"
            leftSection={<IconFileDatabase size={16} stroke={1.75} />}
            onClick={() =>
              void navigate({ to: '/files/$', params: { _splat: 'samples' }, search: { show: 'flights.parquet' } })
            }
          >
            {t('home.sample')}
          </Button>
        ) : null}
      </div>
    ) : null;
  return (
    <>
      <section className="pane">
        <header>
          <h2 className="grow">{t('home.recent')}</h2>
          <Button variant="subtle" component={Link} to="/notebooks">
            {t('home.allNotebooks')}
          </Button>
        </header>
        <List
          label={t('home.recent')}
          columns={columns}
          rows={notebooks?.slice(0, shownAtMost)}
          keyOf={(notebook) => notebook.path}
          nameOf={(notebook) => notebook.path}
          error={error}
          again={again}
          order={{ by: '', up: true }}
          rowHeight={38}
          open={(notebook) => void navigate({ to: '/notebook/$', params: { _splat: notebook.path } })}
          empty={<Empty title={t('notebooks.emptyTitle')} hint={t('notebooks.emptyHint')} />}
        />
      </section>
      {samples ? (
        <section className="pane">
          <header>
            <h2 className="grow">{t('home.try')}</h2>
            {samples}
          </header>
        </section>
      ) : null}
    </>
  );
}
