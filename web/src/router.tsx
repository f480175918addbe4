import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { HomePage } from './home/page.tsx';
import { Frame } from './shell/frame.tsx';

const root = createRootRoute({ component: Outlet });

/** Pages behind the sign-in share the frame: rail, palette, keys. */
const framed = createRoute({ getParentRoute: () => root, id: 'framed', component: Frame });
const home = createRoute({ getParentRoute: () => framed, path: '/', component: HomePage });
/** The rest of the address is the notebook's path in the home, for example `groups/growth/Delay study.ipynb`. */
const notebook = createRoute({
  getParentRoute: () => framed,
  path: '/notebook/$',
  component: lazyRouteComponent(() => import('./notebook/page.tsx'), 'NotebookPage'),
});
const terminal = createRoute({
  getParentRoute: () => framed,
  path: '/terminal',
  component: lazyRouteComponent(() => import('./terminal/page.tsx'), 'TerminalPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([framed.addChildren([home, notebook, terminal])]),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
