import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconDownload, IconNotebook, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import { contentAddress, zipAddress } from '../api/files.ts';
import { Problem } from '../api/problem.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Ago } from '../parts/ago.tsx';
import { Bytes } from '../parts/bytes.tsx';
import { Facts } from '../parts/facts.tsx';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import { type EntryAction, EntryDialogs } from './entry-dialogs.tsx';
import { EntryIcon } from './entry-icon.tsx';
import { isNotebook, nameOf, parentOf } from './home-path.ts';
import { Preview } from './preview/preview.tsx';
import styles from './preview.module.css';
import { removeEntries } from './remove-entries.ts';

interface PreviewPanelProps {
  account: string;
  path: string;
  close: () => void;
  /** The file has another name now. */
  renamed: (name: string) => void;
}

/** A file without opening it: what it is, its beginning, who can reach it. */
export function PreviewPanel({ account, path, close, renamed }: PreviewPanelProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [action, setAction] = useState<EntryAction | null>(null);
  const params = { name: account };
  const entry = useQuery({
    queryKey: ['files', account, 'stat', path],
    queryFn: ({ signal }) => call(filesContract.stat, { params, query: { path }, signal }),
  });
  const preview = useQuery({
    queryKey: ['files', account, 'preview', path],
    queryFn: ({ signal }) => call(filesContract.preview, { params, query: { path, rows: 50 }, signal }),
  });
  const found = entry.data;
  // Moved or deleted meanwhile, here or elsewhere: there is nothing left to show.
  const vanished = found !== undefined && entry.error instanceof Problem && entry.error.status === 404;
  useEffect(() => {
    if (vanished) close();
  }, [vanished, close]);
  const address = found?.kind === 'folder' ? zipAddress(account, [path]) : contentAddress(account, path, true);
  const remove = () => {
    if (!found) return;
    removeEntries(account, [found], t).then(close, (error: unknown) => setAction({ kind: 'failed', error }));
  };
  const head = (
    <div className={styles.name}>
      <EntryIcon kind={found?.kind ?? 'file'} name={nameOf(path)} />
      <span className="el" title={path}>
        {nameOf(path)}
      </span>
    </div>
  );
  return (
    <SidePanel name="preview" label={nameOf(path)} head={head} close={close}>
      <div className={styles.acts}>
        {isNotebook(path) ? (
          <Button
            variant="default"
            leftSection={<IconNotebook size={16} stroke={1.75} />}
            onClick={() => void navigate({ to: '/notebook/$', params: { _splat: path } })}
          >
            {t('files.openNotebook')}
          </Button>
        ) : null}
        <Button
          component="a"
          href={address}
          download
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.75} />}
        >
          {t('files.download')}
        </Button>
        <Menu>
          <Menu.Target>
            <ActionIcon variant="default" aria-label={t('shell.more')}>
              <IconDots size={16} stroke={1.75} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPencil size={16} stroke={1.75} />}
              disabled={!found}
              onClick={() => found && setAction({ kind: 'rename', entry: found })}
            >
              {t('files.rename')}
            </Menu.Item>
            <Menu.Item disabled={!found} onClick={() => found && setAction({ kind: 'move', entries: [found] })}>
              {t('files.move')}
            </Menu.Item>
            <Menu.Item disabled={!found} onClick={() => found && setAction({ kind: 'copy', entries: [found] })}>
              {t('files.copy')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              data-danger
              disabled={!found}
              leftSection={<IconTrash size={16} stroke={1.75} />}
              onClick={remove}
            >
              {t('files.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {entry.error ? (
        <div className={styles.pad}>
          <ProblemBox error={entry.error} again={() => void entry.refetch()} />
        </div>
      ) : null}
      {preview.isPending ? <GreyRows rows={6} height={28} /> : null}
      {preview.error && !entry.error ? (
        <div className={styles.pad}>
          <ProblemBox error={preview.error} again={() => void preview.refetch()} />
        </div>
      ) : null}
      {preview.data && !entry.error ? <Preview account={account} path={path} preview={preview.data} /> : null}
      {found && !entry.error ? (
        <section className={styles.section}>
          <h2>{t('files.details')}</h2>
          <Facts
            facts={[
              [t('files.size'), found.size === null ? '—' : <Bytes key="size" value={found.size} />],
              [t('files.changed'), found.changedAt === null ? '—' : <Ago key="at" at={found.changedAt} />],
              [t('files.owner'), found.owner.name],
              [t('files.access'), t(`files.who.${found.access.who}`, { group: found.access.group ?? '' })],
              [
                t('files.mode'),
                <span key="mode" className="mono">
                  {found.access.mode}
                </span>,
              ],
            ]}
          />
        </section>
      ) : null}
      <EntryDialogs
        account={account}
        folder={parentOf(path)}
        action={action}
        close={() => setAction(null)}
        renamed={(_, after) => renamed(after)}
      />
    </SidePanel>
  );
}
