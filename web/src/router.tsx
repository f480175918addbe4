import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queries } from './api/queries.ts';
import { sessionQuery } from './api/session.ts';
import { HomePage } from './home/page.tsx';
import { Broken } from './shell/broken.tsx';
import { Frame } from './shell/frame.tsx';
import { NotFound } from './shell/not-found.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  /** `next`: where to go afterwards, a path of this site. `left`: the person has just signed out. */
  validateSearch: (search: Record<string, unknown>): { next?: string; left?: true } => ({
    ...nextOf(search),
    ...(search.left === true ? { left: true } : {}),
  }),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  component: lazyRouteComponent(() => import('./sign-in/invite-page.tsx'), 'InvitePage'),
});
const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/new-password',
  component: lazyRouteComponent(() => import('./sign-in/new-password-page.tsx'), 'NewPasswordPage'),
  validateSearch: nextOf,
});

/** Pages between a site or a device and the platform: for who is signed in, without the frame. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Outlet,
  beforeLoad: ({ location }) => requireSession(location.href),
});
const authorize = createRoute({
  getParentRoute: () => signedIn,
  path: '/authorize/$id',
  component: lazyRouteComponent(() => import('./sites/authorize-page.tsx'), 'AuthorizePage'),
});
const device = createRoute({
  getParentRoute: () => signedIn,
  path: '/device',
  component: lazyRouteComponent(() => import('./sites/device-page.tsx'), 'DevicePage'),
  validateSearch: (search: Record<string, unknown>): { user_code?: string } =>
    search.user_code === undefined ? {} : { user_code: String(search.user_code) },
});

/** Pages behind the sign-in share the frame: rail, palette, keys. */
const framed = createRoute({
  getParentRoute: () => root,
  id: 'framed',
  component: Frame,
  beforeLoad: ({ location }) => requireSession(location.href),
});
const home = createRoute({ getParentRoute: () => framed, path: '/', component: HomePage });
const notebooks = createRoute({
  getParentRoute: () => framed,
  path: '/notebooks',
  component: lazyRouteComponent(() => import('./notebooks/page.tsx'), 'NotebooksPage'),
});
/** The rest of the address is the notebook's path in the home, for example `groups/growth/Delay study.ipynb`. */
const notebook = createRoute({
  getParentRoute: () => framed,
  path: '/notebook/$',
  component: lazyRouteComponent(() => import('./notebook/page.tsx'), 'NotebookPage'),
});
/** The rest of the address is a folder; `show` names a file in it whose preview is open. */
const files = createRoute({
  getParentRoute: () => framed,
  path: '/files/$',
  component: lazyRouteComponent(() => import('./files/page.tsx'), 'FilesPage'),
  validateSearch: (search: Record<string, unknown>): { show?: string } =>
    search.show === undefined || search.show === '' ? {} : { show: String(search.show) },
});
const trash = createRoute({
  getParentRoute: () => framed,
  path: '/trash',
  component: lazyRouteComponent(() => import('./files/trash-page.tsx'), 'TrashPage'),
});
const terminal = createRoute({
  getParentRoute: () => framed,
  path: '/terminal',
  component: lazyRouteComponent(() => import('./terminal/page.tsx'), 'TerminalPage'),
});
const account = createRoute({
  getParentRoute: () => framed,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/page.tsx'), 'AccountPage'),
});
const guide = createRoute({
  getParentRoute: () => framed,
  path: '/guide/$name',
  component: lazyRouteComponent(() => import('./guide/page.tsx'), 'GuidePage'),
});
const cluster = createRoute({
  getParentRoute: () => framed,
  path: '/cluster',
  component: lazyRouteComponent(() => import('./cluster/page.tsx'), 'ClusterPage'),
});
const clusterOverview = createRoute({
  getParentRoute: () => cluster,
  path: '/',
  component: lazyRouteComponent(() => import('./cluster/overview.tsx'), 'OverviewTab'),
});
const clusterTasks = createRoute({
  getParentRoute: () => cluster,
  path: '/tasks',
  component: lazyRouteComponent(() => import('./cluster/tasks.tsx'), 'TasksTab'),
});
const clusterTask = createRoute({
  getParentRoute: () => cluster,
  path: '/tasks/$taskId',
  component: lazyRouteComponent(() => import('./cluster/task-page.tsx'), 'TaskPage'),
});
/** `show` names the agent whose panel is open. */
const clusterAgents = createRoute({
  getParentRoute: () => cluster,
  path: '/agents',
  component: lazyRouteComponent(() => import('./cluster/agents.tsx'), 'AgentsTab'),
  validateSearch: (search: Record<string, unknown>): { show?: string } =>
    search.show === undefined || search.show === '' ? {} : { show: String(search.show) },
});
/** `show` names the framework whose panel is open. */
const clusterFrameworks = createRoute({
  getParentRoute: () => cluster,
  path: '/frameworks',
  component: lazyRouteComponent(() => import('./cluster/frameworks.tsx'), 'FrameworksTab'),
  validateSearch: (search: Record<string, unknown>): { show?: string } =>
    search.show === undefined || search.show === '' ? {} : { show: String(search.show) },
});
const clusterRoles = createRoute({
  getParentRoute: () => cluster,
  path: '/roles',
  component: lazyRouteComponent(() => import('./cluster/roles.tsx'), 'RolesTab'),
});
const admin = createRoute({
  getParentRoute: () => framed,
  path: '/admin',
  beforeLoad: () => {
    if (!queries.getQueryData(sessionQuery.queryKey)?.account.admin) throw notFound();
  },
  notFoundComponent: NotFound,
  component: lazyRouteComponent(() => import('./admin/page.tsx'), 'AdminPage'),
});
const adminStart = createRoute({
  getParentRoute: () => admin,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/accounts' });
  },
});
const adminAccounts = createRoute({
  getParentRoute: () => admin,
  path: '/accounts',
  component: lazyRouteComponent(() => import('./admin/accounts.tsx'), 'AccountsTab'),
});
const adminGroups = createRoute({
  getParentRoute: () => admin,
  path: '/groups',
  component: lazyRouteComponent(() => import('./admin/groups.tsx'), 'GroupsTab'),
});
const adminWorkspaces = createRoute({
  getParentRoute: () => admin,
  path: '/workspaces',
  component: lazyRouteComponent(() => import('./admin/workspaces.tsx'), 'WorkspacesTab'),
});
const adminDirectory = createRoute({
  getParentRoute: () => admin,
  path: '/directory',
  component: lazyRouteComponent(() => import('./admin/directory/tab.tsx'), 'DirectoryTab'),
});
const adminSites = createRoute({
  getParentRoute: () => admin,
  path: '/sites',
  component: lazyRouteComponent(() => import('./admin/sites.tsx'), 'SitesTab'),
});
const adminAudit = createRoute({
  getParentRoute: () => admin,
  path: '/audit',
  component: lazyRouteComponent(() => import('./admin/audit.tsx'), 'AuditTab'),
});
const adminSystem = createRoute({
  getParentRoute: () => admin,
  path: '/system',
  component: lazyRouteComponent(() => import('./admin/system.tsx'), 'SystemTab'),
});

async function requireSession(href: string): Promise<void> {
  const session = await queries.ensureQueryData(sessionQuery);
  const search = href === '/' ? {} : { next: href };
  if (!session) throw redirect({ to: '/sign-in', search });
  if (session.mustChangePassword) throw redirect({ to: '/new-password', search });
}

/** Where to go on afterwards: a path of this site. */
function nextOf({ next }: Record<string, unknown>): { next?: string } {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {};
}

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    invite,
    newPassword,
    signedIn.addChildren([authorize, device]),
    framed.addChildren([
      home,
      notebooks,
      notebook,
      files,
      trash,
      terminal,
      account,
      guide,
      cluster.addChildren([clusterOverview, clusterTasks, clusterTask, clusterFrameworks, clusterAgents, clusterRoles]),
      admin.addChildren([
        adminStart,
        adminAccounts,
        adminGroups,
        adminWorkspaces,
        adminDirectory,
        adminSites,
        adminAudit,
        adminSystem,
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
