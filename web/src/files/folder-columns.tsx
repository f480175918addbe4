import type { Entry } from '../api/files.ts';
import type { Say } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Bytes } from '../parts/bytes.tsx';
import type { Column } from '../parts/list-props.ts';
import { EntryIcon } from './entry-icon.tsx';
import styles from './files.module.css';

/** How entries stand in a folder's list. */
export function folderColumns(t: Say): readonly Column<Entry>[] {
  return [
    {
      id: 'name',
      head: t('files.name'),
      width: 'minmax(160px, 3fr)',
      by: (entry) => entry.name,
      cell: (entry) => (
        <span className={styles.name} data-folder={entry.kind === 'folder' || undefined}>
          <EntryIcon kind={entry.kind} name={entry.name} />
          <span className="el" title={entry.name}>
            {entry.name}
          </span>
        </span>
      ),
    },
    {
      id: 'size',
      head: t('files.size'),
      width: '84px',
      numeric: true,
      by: (entry) => entry.size,
      cell: (entry) => (entry.size === null ? <span className="t3">—</span> : <Bytes value={entry.size} />),
    },
    {
      id: 'owner',
      head: t('files.owner'),
      width: 'minmax(90px, 1fr)',
      wide: true,
      cell: (entry) => (
        <span className={`${styles.owner} t2`}>
          <Avatar name={entry.owner.name} size={20} />
          <span className="el">{entry.owner.name}</span>
        </span>
      ),
    },
    {
      id: 'changed',
      head: t('files.changed'),
      width: '110px',
      wide: true,
      by: (entry) => entry.changedAt,
      cell: (entry) => <span className="t2">{entry.changedAt === null ? '—' : <Ago at={entry.changedAt} />}</span>,
    },
  ];
}
