import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { newNotebook } from '../api/files.ts';
import { useAccount } from '../api/session.ts';
import { useWorkspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Page } from '../shell/page.tsx';
import { notebookColumns } from './notebook-columns.tsx';
import styles from './notebooks.module.css';
import { useNotebooks } from './use-notebooks.ts';

/** Every notebook of the home and of the groups. */
export function NotebooksPage() {
  const { t } = useTranslation();
  const account = useAccount();
  const navigate = useNavigate();
  const workspace = useWorkspace(account);
  const { notebooks, complete, error, again } = useNotebooks(account, workspace.data?.state === 'running');
  const [failure, setFailure] = useState<unknown>(null);
  const columns = useMemo(() => notebookColumns(t), [t]);
  const make = () => {
    newNotebook(account, '', t('files.untitled'))
      .then((made) => navigate({ to: '/notebook/$', params: { _splat: made.path } }))
      .catch(setFailure);
  };
  const button = (
    <Button leftSection={<IconPlus size={16} stroke={1.75} />} onClick={make}>
      {t('files.newNotebook')}
    </Button>
  );
  return (
    <Page title={t('shell.notebooks')}>
      {failure ? <ProblemBox error={failure} /> : null}
      <section className="pane">
        <List
          label={t('shell.notebooks')}
          columns={columns}
          rows={notebooks}
          keyOf={(notebook) => notebook.path}
          nameOf={(notebook) => notebook.path}
          error={error}
          again={again}
          order={{ by: 'edited', up: false }}
          searchIn={(notebook) => notebook.path}
          searchHint={t('notebooks.search')}
          tools={button}
          rowHeight={38}
          open={(notebook) => void navigate({ to: '/notebook/$', params: { _splat: notebook.path } })}
          empty={<Empty title={t('notebooks.emptyTitle')} hint={t('notebooks.emptyHint')} />}
        />
        {complete ? null : <div className={`${styles.note} s12 t3`}>{t('notebooks.notAll')}</div>}
      </section>
    </Page>
  );
}
