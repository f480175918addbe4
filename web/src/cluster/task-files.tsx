import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskDetail, TaskFile } from '../../../src/cluster/contract.ts';
import { contentAddress } from '../api/files.ts';
import { useSession } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Bytes } from '../parts/bytes.tsx';
import { PlainButton } from '../parts/plain-button.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import styles from './cluster.module.css';
import { taskFilesQuery } from './cluster-queries.ts';

/** What a task keeps in its own folder, which lies in the home of its account: nobody else looks into it. */
export function TaskFiles({ task }: { task: TaskDetail }) {
  const { account } = useSession();
  const own = task.account === account.name && task.kind === 'task' && task.startedAt !== null;
  return own ? <Folder task={task} account={account.name} /> : null;
}

function Folder({ task, account }: { task: TaskDetail; account: string }) {
  const { t } = useTranslation();
  const [path, setPath] = useState<readonly string[]>([]);
  const query = useQuery(taskFilesQuery(task.id, path.join('/'), task.endedAt === null));
  const items = query.data?.items;
  return (
    <section className={`pane ${styles.whole}`} aria-label={t('cluster.files_')}>
      <header>
        <h2>{t('cluster.files_')}</h2>
        <nav className="row grow s12" aria-label={t('cluster.files_')}>
          {['', ...path].map((name, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice on a way
            <span key={at} className="t3">
              {at === 0 ? '' : ' / '}
              <PlainButton onClick={() => setPath(path.slice(0, at))}>{name || t('cluster.ownFolder')}</PlainButton>
            </span>
          ))}
        </nav>
      </header>
      {query.error ? (
        <div className={styles.pad}>
          <ProblemBox error={query.error} again={() => void query.refetch()} />
        </div>
      ) : null}
      {query.data && !query.data.exists ? <p className={`${styles.pad} t2`}>{t('cluster.folderGone')}</p> : null}
      {query.data?.exists && items?.length === 0 ? (
        <p className={`${styles.pad} t2`}>{t('cluster.folderEmpty')}</p>
      ) : null}
      {items && items.length > 0 ? (
        <table className={styles.files}>
          <tbody>
            {items.map((file) => (
              <tr key={file.name}>
                <th scope="row">
                  <Name
                    file={file}
                    address={contentAddress(account, ['.stoa/tasks', task.id, ...path, file.name].join('/'), true)}
                    enter={() => setPath([...path, file.name])}
                  />
                </th>
                <td className="num t2">{file.kind === 'file' ? <Bytes value={file.size} /> : null}</td>
                <td className="num t3 s12">
                  <Ago at={file.modifiedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {query.data?.next ? <p className={`${styles.pad} t3 s12`}>{t('cluster.moreFiles')}</p> : null}
    </section>
  );
}

function Name({ file, address, enter }: { file: TaskFile; address: string; enter: () => void }) {
  if (file.kind === 'folder') return <PlainButton onClick={enter}>{file.name}/</PlainButton>;
  if (file.kind === 'other') return <span className="t3">{file.name}</span>;
  return (
    <a href={address} download={file.name}>
      {file.name}
    </a>
  );
}
