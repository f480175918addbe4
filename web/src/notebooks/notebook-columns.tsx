import { IconNotebook } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ListedNotebook } from '../api/notebooks.ts';
import type { Say } from '../catalogue/use-translation.ts';
import { notebookName, parentOf } from '../files/home-path.ts';
import { Ago } from '../parts/ago.tsx';
import { Avatar } from '../parts/avatar.tsx';
import type { Column } from '../parts/list-props.ts';
import { type State, StateBadge } from '../parts/state-badge.tsx';
import styles from './notebooks.module.css';

const badges: Record<NonNullable<ListedNotebook['lastRun']>['state'], State> = {
  running: 'run',
  done: 'ok',
  failed: 'fail',
  stopped: 'off',
  lost: 'wait',
};

/** How notebooks stand in a list, on Home and on the Notebooks page. */
export function notebookColumns(t: Say): readonly Column<ListedNotebook>[] {
  return [
    {
      id: 'name',
      head: t('files.name'),
      width: 'minmax(140px, 2fr)',
      by: (notebook) => notebookName(notebook.path),
      cell: (notebook) => (
        <Link to="/notebook/$" params={{ _splat: notebook.path }} className={styles.name}>
          <IconNotebook size={16} stroke={1.75} aria-hidden="true" />
          <span className="el" title={notebook.path}>
            {notebookName(notebook.path)}
          </span>
        </Link>
      ),
    },
    {
      id: 'place',
      head: t('notebooks.place'),
      width: 'minmax(100px, 1.2fr)',
      wide: true,
      by: (notebook) => parentOf(notebook.path),
      cell: (notebook) => <span className="t2">{placeName(parentOf(notebook.path), t)}</span>,
    },
    {
      id: 'languages',
      head: t('notebooks.languages'),
      width: 'minmax(90px, 1fr)',
      wide: true,
      cell: (notebook) =>
        notebook.languages.map((language) => (
          <span key={language} className={`lang ${styles.language}`}>
            {languageName(language)}
          </span>
        )),
    },
    {
      id: 'run',
      head: t('notebooks.lastRun'),
      width: 'minmax(110px, 1fr)',
      cell: (notebook) =>
        notebook.lastRun ? (
          <StateBadge state={badges[notebook.lastRun.state]}>{t(`notebooks.run.${notebook.lastRun.state}`)}</StateBadge>
        ) : notebook.lastRun === null ? (
          <StateBadge state="idle">{t('notebooks.run.never')}</StateBadge>
        ) : null,
    },
    {
      id: 'edited',
      head: t('notebooks.edited'),
      width: '130px',
      wide: true,
      by: (notebook) => notebook.editedAt,
      cell: (notebook) => (
        <span className="row t2">
          {notebook.owner ? <Avatar name={notebook.owner} size={20} /> : null}
          {notebook.editedAt === null ? '—' : <Ago at={notebook.editedAt} />}
        </span>
      ),
    },
  ];
}

function placeName(folder: string, t: Say): string {
  if (folder === '') return t('notebooks.mine');
  return folder.replace(/^groups\//, '').replaceAll('/', ' / ');
}

function languageName(kernel: string): string {
  const known: Record<string, string> = { sql: 'SQL', python3: 'Python', ir: 'R' };
  return known[kernel] ?? kernel;
}
