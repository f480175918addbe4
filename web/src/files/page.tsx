import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type DragEvent, useState } from 'react';
import { useAccount } from '../api/session.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Page } from '../shell/page.tsx';
import styles from './files.module.css';
import { FolderPane } from './folder-pane.tsx';
import { join } from './home-path.ts';
import { JobStrip } from './job-strip.tsx';
import { Places } from './places.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { readDrop } from './read-drop.ts';
import { UploadPanel } from './upload-panel.tsx';
import { upload } from './upload-queue.ts';
import { useFolderWatch } from './use-folder-watch.ts';

const route = getRouteApi('/framed/files/$');

/** Places at the left, a folder in the middle, a file's preview at the right; anything dropped is uploaded here. */
export function FilesPage() {
  const { t } = useTranslation();
  const account = useAccount();
  const { _splat: path = '' } = route.useParams();
  const { show } = route.useSearch();
  const navigate = useNavigate();
  const [over, setOver] = useState(false);
  useFolderWatch(account, path);

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void readDrop(event.dataTransfer.items).then((found) => upload(account, path, found));
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const reveal = (name: string | undefined) =>
    void navigate({ to: '/files/$', params: { _splat: path }, search: name ? { show: name } : {} });

  return (
    <Page title={t('shell.files')} edge>
      <div className={styles.files}>
        <Places account={account} current={path} />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the Upload button does the same by keyboard */}
        <div
          className={styles.middle}
          data-over={over || undefined}
          onDrop={onDrop}
          onDragOver={onDragOver}
          onDragLeave={() => setOver(false)}
        >
          <FolderPane account={account} path={path} shown={show} reveal={reveal} />
          <JobStrip account={account} />
          <UploadPanel />
        </div>
        {show ? (
          <PreviewPanel
            key={join(path, show)}
            account={account}
            path={join(path, show)}
            close={() => reveal(undefined)}
            renamed={reveal}
          />
        ) : null}
      </div>
    </Page>
  );
}
