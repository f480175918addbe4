import { Button } from '@mantine/core';
import { IconCopy, IconDownload, IconFolderSymlink, IconPencil, IconTrash } from '@tabler/icons-react';
import type { Entry } from '../api/files.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { downloadAddress } from './download-address.ts';
import type { EntryAction } from './entry-dialogs.tsx';
import styles from './files.module.css';

interface ChosenBarProps {
  account: string;
  entries: readonly Entry[];
  act: (action: EntryAction) => void;
  remove: (entries: readonly Entry[]) => void;
  clear: () => void;
}

/** What can be done with the chosen entries. */
export function ChosenBar({ account, entries, act, remove, clear }: ChosenBarProps) {
  const { t } = useTranslation();
  const [only] = entries;
  return (
    <div className={styles.chosen} role="toolbar" aria-label={t('files.chosenTools')}>
      <span className="m5">{t('files.chosen', { count: entries.length })}</span>
      <Button
        component="a"
        href={downloadAddress(account, entries)}
        download
        variant="default"
        leftSection={<IconDownload size={16} stroke={1.75} />}
      >
        {t('files.download')}
      </Button>
      {entries.length === 1 && only ? (
        <Button
          variant="default"
          leftSection={<IconPencil size={16} stroke={1.75} />}
          onClick={() => act({ kind: 'rename', entry: only })}
        >
          {t('files.rename')}
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={<IconFolderSymlink size={16} stroke={1.75} />}
        onClick={() => act({ kind: 'move', entries })}
      >
        {t('files.move')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconCopy size={16} stroke={1.75} />}
        onClick={() => act({ kind: 'copy', entries })}
      >
        {t('files.copy')}
      </Button>
      <Button
        variant="default"
        data-danger
        leftSection={<IconTrash size={16} stroke={1.75} />}
        onClick={() => remove(entries)}
      >
        {t('files.delete')}
      </Button>
      <div className="grow" />
      <Button variant="subtle" onClick={clear}>
        {t('files.chooseNone')}
      </Button>
    </div>
  );
}
