import { Link } from '@tanstack/react-router';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Avatar } from '../parts/avatar.tsx';
import { useNotebook } from './context.ts';
import { usePeople } from './document/people.ts';
import { useWatched } from './document/use-cells.ts';
import styles from './notebook.module.css';

/** The way to the notebook, its name, and whether everything typed is safe. */
export function Crumb({ path }: { path: string }) {
  const parts = path.split('/');
  const name = (parts.pop() ?? '').replace(/\.ipynb$/, '');
  const shown = parts[0] === 'groups' ? parts.slice(1) : parts;
  const hidden = parts.length - shown.length;
  return (
    <>
      {shown.map((part, index) => (
        <span key={`${part}/${parts.slice(0, index).join('/')}`} className={styles.folder}>
          <Link to="/files/$" params={{ _splat: parts.slice(0, index + 1 + hidden).join('/') }} className="t2">
            {part}
          </Link>
          <span className="t3">/</span>
        </span>
      ))}
      <b className="el">{name}</b>
      <Saved />
    </>
  );
}

function Saved() {
  const { t, language } = useTranslation();
  const { session } = useNotebook();
  const { saved, savedAt, writtenAt, link, loaded, readOnly } = useWatched(session.state);
  if (!loaded) return null;
  const at = savedAt ?? writtenAt;
  const time =
    at === null
      ? ''
      : new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(at));
  const words = readOnly
    ? t('notebook.saved.readOnly')
    : saved
      ? t('notebook.saved.at', { time })
      : t(link.phase === 'open' ? 'notebook.saved.saving' : 'notebook.saved.kept');
  return (
    <span
      className={`s12 t3 ${styles.saved}`}
      data-saved={saved}
      title={at === null ? undefined : new Date(at).toLocaleString(language)}
    >
      {words}
    </span>
  );
}

/** Who else has the notebook open. */
export function HeaderActions() {
  const { t } = useTranslation();
  const { session } = useNotebook();
  const { generation } = useWatched(session.state);
  const people = usePeople(session, generation);
  if (people.length < 2) return null;
  return (
    <span
      className={styles.people}
      role="img"
      aria-label={t('notebook.people', { names: people.map((one) => one.displayName).join(', ') })}
    >
      {people.slice(0, 5).map((one) => (
        <span key={one.name} title={one.displayName}>
          <Avatar name={one.displayName} />
        </span>
      ))}
      {people.length > 5 && <span className="s12 t2">+{people.length - 5}</span>}
    </span>
  );
}
