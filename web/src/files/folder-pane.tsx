import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconFolderPlus, IconNotebook, IconSearch } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useState } from 'react';
import type { Entry } from '../api/files.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Empty } from '../parts/empty.tsx';
import { List } from '../parts/list.tsx';
import type { Order } from '../parts/sort-rows.ts';
import { ChosenBar } from './chosen-bar.tsx';
import { type EntryAction, EntryDialogs } from './entry-dialogs.tsx';
import { EntryMenu, type MenuPlace } from './entry-menu.tsx';
import styles from './files.module.css';
import { folderColumns } from './folder-columns.tsx';
import { crumbs, isNotebook, parentOf } from './home-path.ts';
import { removeEntries } from './remove-entries.ts';
import { useFolder } from './use-folder.ts';

interface FolderPaneProps {
  account: string;
  path: string;
  shown: string | undefined;
  reveal: (name: string | undefined) => void;
}

export function FolderPane({ account, path, shown, reveal }: FolderPaneProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [order, setOrder] = useState<Order>({ by: 'name', up: true });
  const [typed, setTyped] = useState('');
  const [filter] = useDebouncedValue(typed, 200);
  const [hidden, setHidden] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<EntryAction | null>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const folder = useFolder(account, path, order, filter, hidden);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder begins with nothing chosen
  useEffect(() => {
    setChosen(new Set());
    setTyped('');
  }, [path]);

  const go = (entry: Entry) => {
    if (entry.kind === 'folder') void navigate({ to: '/files/$', params: { _splat: entry.path }, search: {} });
    else if (isNotebook(entry.path)) void navigate({ to: '/notebook/$', params: { _splat: entry.path } });
    else reveal(entry.name);
  };
  const open = (entry: Entry) => (entry.kind === 'folder' ? go(entry) : reveal(entry.name));
  const picked = useMemo(
    () => (folder.entries ?? []).filter((entry) => chosen.has(entry.path)),
    [folder.entries, chosen],
  );
  // What is gone, or has another name now, is no longer chosen.
  const pickedKeys = useMemo(() => new Set(picked.map(keyOf)), [picked]);
  const remove = (entries: readonly Entry[]) => {
    setChosen(new Set());
    if (entries.some((entry) => entry.name === shown)) reveal(undefined);
    void removeEntries(account, entries, t).catch((error: unknown) => setAction({ kind: 'failed', error }));
  };
  const onRowKey = (event: KeyboardEvent, entry: Entry) => {
    const these = picked.length > 0 ? picked : [entry];
    if (event.key === 'Delete') remove(these);
    else if (event.key === 'F2') setAction({ kind: 'rename', entry });
    else if (event.key === 'Backspace' && path !== '')
      void navigate({ to: '/files/$', params: { _splat: parentOf(path) }, search: {} });
    else return;
    event.preventDefault();
  };
  const columns = useMemo(() => folderColumns(t), [t]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = folder;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <>
      <div className={styles.bar}>
        <Crumbs path={path} />
        <TextInput
          className={styles.filter ?? ''}
          aria-label={t('files.filter')}
          placeholder={t('files.filter')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          leftSection={<IconSearch size={16} stroke={1.75} />}
        />
        <Button
          variant="default"
          leftSection={<IconFolderPlus size={16} stroke={1.75} />}
          disabled={!folder.writable}
          onClick={() => setAction({ kind: 'folder' })}
        >
          {t('files.newFolder')}
        </Button>
        <Tooltip label={t('files.newNotebook')}>
          <ActionIcon
            variant="default"
            aria-label={t('files.newNotebook')}
            disabled={!folder.writable}
            onClick={() => setAction({ kind: 'notebook' })}
          >
            <IconNotebook size={16} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
        <Menu closeOnItemClick={false}>
          <Menu.Target>
            <ActionIcon variant="default" aria-label={t('files.view')}>
              <IconAdjustmentsHorizontal size={16} stroke={1.75} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item role="menuitemcheckbox" aria-checked={hidden} onClick={() => setHidden(!hidden)}>
              {hidden ? t('files.hideHidden') : t('files.showHidden')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {picked.length > 0 ? (
        <ChosenBar
          account={account}
          entries={picked}
          act={setAction}
          remove={remove}
          clear={() => setChosen(new Set())}
        />
      ) : null}
      <List
        fill
        label={t('shell.files')}
        columns={columns}
        rows={folder.entries}
        keyOf={keyOf}
        nameOf={(entry) => entry.name}
        error={folder.error}
        again={() => void folder.refetch()}
        sorting={{ order, choose: setOrder }}
        rowHeight={38}
        open={open}
        enter={go}
        current={shown === undefined ? undefined : (folder.entries?.find((entry) => entry.name === shown)?.path ?? '')}
        chosen={pickedKeys}
        choose={setChosen}
        onRowKey={onRowKey}
        onRowMenu={(event, entry) => {
          event.preventDefault();
          setMenu({ left: event.clientX, top: event.clientY, entry });
        }}
        onEnd={more}
        empty={
          filter ? (
            <Empty title={t('parts.nothingFits', { filter })} />
          ) : (
            <Empty
              title={t('files.emptyTitle')}
              hint={folder.writable ? t('files.emptyHint') : t('files.emptyReadOnly')}
              action={
                folder.writable ? (
                  <Button variant="default" onClick={() => setAction({ kind: 'notebook' })}>
                    {t('files.newNotebook')}
                  </Button>
                ) : null
              }
            />
          )
        }
        foot={
          folder.total > 200 ? t('files.count', { count: folder.entries?.length ?? 0, total: folder.total }) : undefined
        }
      />
      {menu ? (
        <EntryMenu
          key={menu.entry.path}
          account={account}
          at={menu}
          entries={pickedKeys.has(menu.entry.path) ? picked : [menu.entry]}
          open={() => go(menu.entry)}
          act={setAction}
          remove={remove}
          close={() => setMenu(null)}
        />
      ) : null}
      <EntryDialogs
        account={account}
        folder={path}
        action={action}
        close={() => setAction(null)}
        renamed={(before, after) => {
          setChosen(new Set());
          if (before === shown) reveal(after);
        }}
      />
    </>
  );
}

const keyOf = (entry: Entry) => entry.path;

function Crumbs({ path }: { path: string }) {
  const { t } = useTranslation();
  const steps = crumbs(path);
  const inGroup = steps[0]?.path === 'groups';
  const shown = inGroup
    ? [{ name: t('files.groupFolders'), path: 'groups' }, ...steps.slice(1)]
    : [{ name: t('files.myFiles'), path: '' }, ...steps];
  return (
    <nav className={styles.crumbs} aria-label={t('files.path')}>
      {shown.map((step, index) => (
        <span key={step.path} className="row" style={{ gap: 6, minWidth: 0 }}>
          {index > 0 ? <span className="t3">/</span> : null}
          {index === shown.length - 1 ? (
            <b title={step.name}>{step.name}</b>
          ) : (
            <Link to="/files/$" params={{ _splat: step.path }} search={{}}>
              {step.name}
            </Link>
          )}
        </span>
      ))}
    </nav>
  );
}
