import { Menu } from '@mantine/core';
import { IconCopy, IconDownload, IconFolderOpen, IconFolderSymlink, IconPencil, IconTrash } from '@tabler/icons-react';
import type { Entry } from '../api/files.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { downloadAddress } from './download-address.ts';
import type { EntryAction } from './entry-dialogs.tsx';

/** Where the menu was asked for, in px of the window, and on what. */
export interface MenuPlace {
  readonly left: number;
  readonly top: number;
  readonly entry: Entry;
}

interface EntryMenuProps {
  account: string;
  at: MenuPlace;
  /** The selection, when the menu was asked for on a part of it; otherwise the one entry. */
  entries: readonly Entry[];
  open: () => void;
  act: (action: EntryAction) => void;
  remove: (entries: readonly Entry[]) => void;
  close: () => void;
}

const small = { size: 16, stroke: 1.75 };

/** What can be done with an entry, by a right click or the menu key. */
export function EntryMenu({ account, at, entries, open, act, remove, close }: EntryMenuProps) {
  const { t } = useTranslation();
  const alone = entries.length === 1;
  return (
    <Menu opened onChange={(opened) => !opened && close()} position="bottom-start" offset={0} width={200}>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.left, top: at.top, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {alone ? (
          <Menu.Item leftSection={<IconFolderOpen {...small} />} onClick={open}>
            {t('files.open')}
          </Menu.Item>
        ) : null}
        <Menu.Item
          component="a"
          href={downloadAddress(account, entries)}
          download
          leftSection={<IconDownload {...small} />}
        >
          {t('files.download')}
        </Menu.Item>
        {alone ? (
          <Menu.Item
            leftSection={<IconPencil {...small} />}
            rightSection={<kbd>F2</kbd>}
            onClick={() => act({ kind: 'rename', entry: at.entry })}
          >
            {t('files.rename')}
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconFolderSymlink {...small} />} onClick={() => act({ kind: 'move', entries })}>
          {t('files.move')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy {...small} />} onClick={() => act({ kind: 'copy', entries })}>
          {t('files.copy')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item data-danger leftSection={<IconTrash {...small} />} onClick={() => remove(entries)}>
          {t('files.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
