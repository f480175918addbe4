import { Button, Modal, SegmentedControl } from '@mantine/core';
import { IconChevronRight, IconFolder, IconFolderUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Conflict } from '../../../src/storage/contract.ts';
import { filesContract } from '../../../src/storage/contract.ts';
import { call } from '../api/call.ts';
import type { Entry } from '../api/files.ts';
import { queries } from '../api/queries.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { GreyRows } from '../parts/grey-rows.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import styles from './choose-folder.module.css';
import { parentOf } from './home-path.ts';

interface ChooseFolderProps {
  account: string;
  start: string;
  kind: 'move' | 'copy';
  entries: readonly Entry[];
  close: () => void;
}

/** Walks to the folder that entries shall be moved or copied to. */
export function ChooseFolder({ account, start, kind, entries, close }: ChooseFolderProps) {
  const { t } = useTranslation();
  const [path, setPath] = useState(start);
  const [conflict, setConflict] = useState<Conflict>('keep-both');
  const [error, setError] = useState<unknown>(null);
  const params = { name: account };
  const query = useQuery({
    queryKey: ['files', account, 'list', path, 'folders'],
    queryFn: ({ signal }) => call(filesContract.list, { params, query: { path, folders: '1', limit: 1000 }, signal }),
  });
  const go = () => {
    const body = { paths: entries.map((entry) => entry.path), to: path, conflict };
    call(kind === 'move' ? filesContract.move : filesContract.copy, { params, body })
      .then(() => queries.invalidateQueries({ queryKey: ['files', account] }))
      .then(close, setError);
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t(kind === 'move' ? 'files.moveTo' : 'files.copyTo', { count: entries.length })}
    >
      <div className={styles.path}>{path === '' ? t('files.myFiles') : path}</div>
      <div className={styles.folders}>
        {path === '' ? null : (
          <button type="button" className={styles.folder} onClick={() => setPath(parentOf(path))}>
            <IconFolderUp size={16} stroke={1.75} />
            {t('files.up')}
          </button>
        )}
        {query.isPending ? <GreyRows rows={4} height={36} /> : null}
        {query.error ? <ProblemBox error={query.error} again={() => void query.refetch()} /> : null}
        {query.data?.entries
          .filter((folder) => folder.kind === 'folder' && !entries.some((entry) => entry.path === folder.path))
          .map((folder) => (
            <button type="button" key={folder.path} className={styles.folder} onClick={() => setPath(folder.path)}>
              <IconFolder size={16} stroke={1.75} />
              <span className="grow el">{folder.name}</span>
              <IconChevronRight size={16} stroke={1.75} />
            </button>
          ))}
        {query.data?.entries.length === 0 ? <div className="t3">{t('files.noFolders')}</div> : null}
      </div>
      <div className="lab">{t('files.whenTaken')}</div>
      <SegmentedControl
        size="xs"
        fullWidth
        value={conflict}
        onChange={(value) => setConflict(value === 'replace' || value === 'fail' ? value : 'keep-both')}
        data={[
          { value: 'keep-both', label: t('files.keepBoth') },
          { value: 'replace', label: t('files.replace') },
          { value: 'fail', label: t('files.stop') },
        ]}
      />
      {error ? <ProblemBox error={error} /> : null}
      <div className={styles.foot}>
        <Button variant="default" onClick={close}>
          {t('parts.cancel')}
        </Button>
        <Button disabled={query.data?.writable === false} onClick={go}>
          {kind === 'move' ? t('files.moveHere') : t('files.copyHere')}
        </Button>
      </div>
    </Modal>
  );
}
