import { Button, Menu } from '@mantine/core';
import { IconFileUpload, IconFolderUp, IconTrash, IconUpload, IconUser, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, useRef } from 'react';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import { useWorkspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Bytes } from '../parts/bytes.tsx';
import { GreyRows } from '../parts/grey-rows.tsx';
import { Meter } from '../parts/meter.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import styles from './files.module.css';
import { placeOf } from './home-path.ts';
import { readField } from './read-drop.ts';
import { upload } from './upload-queue.ts';
import { withinLimit } from './within-limit.ts';

/** `current`: a path, or null while the trash is shown. */
export function Places({ account, current }: { account: string; current: string | null }) {
  const { t } = useTranslation();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const query = useQuery({
    queryKey: ['files', account, 'places'],
    queryFn: ({ signal }) => call(filesContract.places, { params: { name: account }, signal }),
  });
  const home = query.data?.places.find((place) => place.kind === 'home');
  const limits = useWorkspace(account).data?.limits;
  const space =
    home?.space &&
    withinLimit(
      home.space,
      limits?.find(({ kind }) => kind === 'disk'),
      home.bytes ?? 0,
    );
  const take = (field: HTMLInputElement) => {
    if (field.files) upload(account, current ?? '', readField(field.files));
    field.value = '';
  };
  return (
    <nav className={styles.places} aria-label={t('files.places')}>
      <div className={styles.upload}>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button fullWidth leftSection={<IconUpload size={16} stroke={1.75} />}>
              {t('files.upload')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconFileUpload size={16} stroke={1.75} />} onClick={() => files.current?.click()}>
              {t('files.uploadFiles')}
            </Menu.Item>
            <Menu.Item leftSection={<IconFolderUp size={16} stroke={1.75} />} onClick={() => folder.current?.click()}>
              {t('files.uploadFolder')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          data-testid="upload-files"
          onChange={(event) => take(event.currentTarget)}
        />
        <input
          ref={(element) => {
            folder.current = element;
            element?.setAttribute('webkitdirectory', '');
          }}
          type="file"
          hidden
          onChange={(event) => take(event.currentTarget)}
        />
      </div>
      {query.error && !query.data ? <ProblemBox error={query.error} again={() => void query.refetch()} /> : null}
      {query.isPending ? <GreyRows rows={3} height={32} /> : null}
      {query.data?.places
        .filter((place) => place.kind !== 'trash')
        .map((place, index, all) => (
          <Fragment key={place.path}>
            {place.kind !== 'home' && all[index - 1]?.kind === 'home' ? (
              <div className={styles.placesHead}>{t('files.groupFolders')}</div>
            ) : null}
            <Link
              to="/files/$"
              params={{ _splat: place.path }}
              className={styles.place}
              data-on={(current !== null && placeOf(current) === place.path) || undefined}
            >
              {place.kind === 'home' ? <IconUser size={16} stroke={1.75} /> : <IconUsers size={16} stroke={1.75} />}
              <span className="grow el">{place.kind === 'home' ? t('files.myFiles') : place.name}</span>
              {place.bytes === null ? null : (
                <span className="t3 s12">
                  {place.counted ? '' : '> '}
                  <Bytes value={place.bytes} />
                </span>
              )}
            </Link>
          </Fragment>
        ))}
      {query.data ? (
        <Link to="/trash" className={styles.place} data-on={current === null || undefined}>
          <IconTrash size={16} stroke={1.75} />
          <span className="grow el">{t('files.trash')}</span>
          <span className="t3 s12">
            {query.data.trash.items > 0 ? <Bytes value={query.data.trash.bytes} /> : t('files.trashEmpty')}
          </span>
        </Link>
      ) : null}
      {space ? (
        <div className={styles.storage}>
          <div className="row sb" style={{ marginBottom: 6 }}>
            <span>{t('files.storage')}</span>
            <span className="b s12">
              <Bytes value={space.freeBytes} /> {t('files.free')}
            </span>
          </div>
          <Meter value={space.totalBytes - space.freeBytes} whole={space.totalBytes} label={t('files.storage')} />
          {query.data && query.data.trash.bytes > 0 ? (
            <div className="s12 t3" style={{ marginTop: 4 }}>
              {t('files.trashFrees')} <Bytes value={query.data.trash.bytes} />
            </div>
          ) : null}
        </div>
      ) : null}
    </nav>
  );
}
