import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import {
  IconBook2,
  IconFile,
  IconFolder,
  IconHome,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconNotebook,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlus,
  IconSearch,
  IconServer2,
  IconSettings,
  IconTerminal2,
  IconTrash,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { startWorkspace } from '../../../src/workspace/contract.ts';
import { call } from '../api/call.ts';
import { newNotebook } from '../api/files.ts';
import { foundFilesQuery, foundNotebooksQuery } from '../api/notebooks.ts';
import { useSession } from '../api/session.ts';
import { learnWorkspace, useWorkspace } from '../api/workspace.ts';
import { chooseLanguage } from '../catalogue/language.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { isNotebook, nameOf, notebookName, parentOf } from '../files/home-path.ts';
import { useLeave } from './leave.ts';
import { openKeys, openStop } from './palette-store.ts';

/** Reaches every page, every notebook, files and actions by a few letters. */
export default function Palette({ close }: { close: () => void }) {
  const { t, language } = useTranslation();
  const { account } = useSession();
  const navigate = useNavigate();
  const leave = useLeave();
  const { setColorScheme } = useMantineColorScheme();
  const workspace = useWorkspace(account.name);
  const foundNotebooks = useQuery(foundNotebooksQuery(account.name));
  const foundFiles = useQuery(foundFilesQuery(account.name));
  useEffect(() => spotlight.open(), []);

  const params = { name: account.name };
  const running = workspace.data?.state === 'running' || workspace.data?.state === 'starting';
  const pages = [
    item('home', t('shell.home'), IconHome, () => void navigate({ to: '/' })),
    item('notebooks', t('shell.notebooks'), IconNotebook, () => void navigate({ to: '/notebooks' })),
    item(
      'files',
      t('shell.files'),
      IconFolder,
      () => void navigate({ to: '/files/$', params: { _splat: '' }, search: {} }),
    ),
    item('trash', t('files.trash'), IconTrash, () => void navigate({ to: '/trash' })),
    item('terminal', t('shell.terminal'), IconTerminal2, () => void navigate({ to: '/terminal' })),
    item('cluster', t('cluster.title'), IconServer2, () => void navigate({ to: '/cluster' })),
    ...(['tasks', 'frameworks', 'agents', 'roles'] as const).map((tab) =>
      item(
        `cluster-${tab}`,
        `${t('cluster.title')}: ${t(`cluster.${tab}`)}`,
        IconServer2,
        () => void navigate({ to: `/cluster/${tab}` }),
      ),
    ),
    item('account', t('shell.account'), IconUser, () => void navigate({ to: '/account' })),
    item(
      'guide',
      t('guide.title'),
      IconBook2,
      () => void navigate({ to: '/guide/$name', params: { name: 'analysts' } }),
    ),
    ...(account.admin
      ? (['accounts', 'groups', 'workspaces', 'directory', 'sites', 'audit', 'system'] as const).map((tab) =>
          item(
            `admin-${tab}`,
            `${t('admin.title')}: ${t(`admin.${tab}`)}`,
            IconSettings,
            () => void navigate({ to: `/admin/${tab}` }),
          ),
        )
      : []),
  ];
  const actions = [
    item(
      'new',
      t('files.newNotebook'),
      IconPlus,
      () =>
        void newNotebook(account.name, '', t('files.untitled')).then((made) =>
          navigate({ to: '/notebook/$', params: { _splat: made.path } }),
        ),
    ),
    running
      ? item('stop', t('palette.stop'), IconPlayerStop, openStop)
      : item('start', t('palette.launch'), IconPlayerPlay, () => {
          void call(startWorkspace, { params }).then(learnWorkspace);
          void navigate({ to: '/' });
        }),
    item(
      'language',
      language === 'en' ? '简体中文' : 'English',
      IconLanguage,
      () => void chooseLanguage(language === 'en' ? 'zh-CN' : 'en'),
    ),
    item('light', t('palette.light'), IconMoon, () => setColorScheme('light')),
    item('dark', t('palette.dark'), IconMoon, () => setColorScheme('dark')),
    item('keys', t('shell.keys'), IconKeyboard, openKeys),
    item('leave', t('shell.signOut'), IconLogout, leave),
  ];
  const notebooks = foundNotebooks.data?.files ?? [];
  const others = (foundFiles.data?.files ?? []).filter((file) => !isNotebook(file.path));
  const groups: SpotlightActionGroupData[] = [
    { group: t('palette.pages'), actions: pages },
    { group: t('palette.actions'), actions },
    {
      group: t('shell.notebooks'),
      actions: notebooks.map((file) =>
        item(
          `n:${file.path}`,
          notebookName(file.path),
          IconNotebook,
          () => void navigate({ to: '/notebook/$', params: { _splat: file.path } }),
          parentOf(file.path),
        ),
      ),
    },
    {
      group: t('shell.files'),
      actions: others.map((file) =>
        item(
          `f:${file.path}`,
          nameOf(file.path),
          IconFile,
          () =>
            void navigate({
              to: '/files/$',
              params: { _splat: parentOf(file.path) },
              search: { show: nameOf(file.path) },
            }),
          parentOf(file.path),
        ),
      ),
    },
  ];
  return (
    <Spotlight
      actions={groups.filter((group) => group.actions.length > 0)}
      shortcut={null}
      centered={false}
      yOffset="12vh"
      limit={24}
      scrollable
      maxHeight={420}
      onSpotlightClose={close}
      clearQueryOnClose
      nothingFound={t('palette.nothing')}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      searchProps={{
        placeholder: t('shell.search'),
        'aria-label': t('shell.search'),
        leftSection: <IconSearch size={16} stroke={1.75} />,
      }}
    />
  );
}

function item(
  id: string,
  label: string,
  Icon: TablerIcon,
  onClick: () => void,
  description?: string,
): SpotlightActionData {
  return {
    id,
    label,
    onClick,
    leftSection: <Icon size={16} stroke={1.75} aria-hidden="true" />,
    ...(description ? { description } : {}),
  };
}
