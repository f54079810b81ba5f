import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { hasSession, requireFirstRun, requireSession } from './guard';
import { HomePage } from './home-page';
import { RouteError, RouteNotFound, RoutePending } from './route-states';
import { entrySearch, filesSearch, membersSearch, welcomeSearch } from './search';
import { SettingsLayout } from './settings-layout';
import { Shell } from './shell';
import { TeamLayout } from './team-layout';

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: RouteNotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: entrySearch,
  beforeLoad: ({ context }) => requireFirstRun(context.queries, false),
  component: lazyRouteComponent(() => import('./routes/sign-in'), 'SignInRoute'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: entrySearch,
  beforeLoad: ({ context }) => requireFirstRun(context.queries, false),
  component: lazyRouteComponent(() => import('./routes/register'), 'RegisterRoute'),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: welcomeSearch,
  beforeLoad: ({ context }) => requireFirstRun(context.queries, true),
  component: lazyRouteComponent(() => import('./routes/welcome'), 'WelcomeRoute'),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite/$token',
  beforeLoad: async () => void (await hasSession()),
  component: lazyRouteComponent(() => import('./routes/invite'), 'InviteRoute'),
});

const styleguide = createRoute({
  getParentRoute: () => root,
  path: '/styleguide',
  component: lazyRouteComponent(() => import('./styleguide/styleguide'), 'Styleguide'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: ({ context, location }) => requireSession(context.queries, location.href),
  component: Shell,
});

const home = createRoute({ getParentRoute: () => shell, path: '/', component: HomePage });

const team = createRoute({ getParentRoute: () => shell, path: '/t/$teamId', component: TeamLayout });

const teamHome = createRoute({
  getParentRoute: () => team,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/team-home'), 'TeamHomeRoute'),
});

const files = createRoute({
  getParentRoute: () => team,
  path: '/files',
  validateSearch: filesSearch,
  component: lazyRouteComponent(() => import('./routes/files'), 'FilesRoute'),
});

const messages = createRoute({
  getParentRoute: () => team,
  path: '/messages',
  component: lazyRouteComponent(() => import('./routes/messages'), 'MessagesRoute'),
});

const channel = createRoute({
  getParentRoute: () => team,
  path: '/messages/$channelId',
  component: lazyRouteComponent(() => import('./routes/channel'), 'ChannelRoute'),
});

const documents = createRoute({
  getParentRoute: () => team,
  path: '/documents',
  component: lazyRouteComponent(() => import('./routes/documents'), 'DocumentsRoute'),
});

const document = createRoute({
  getParentRoute: () => team,
  path: '/documents/$documentId',
  component: lazyRouteComponent(() => import('./routes/document'), 'DocumentRoute'),
});

const members = createRoute({
  getParentRoute: () => team,
  path: '/members',
  validateSearch: membersSearch,
  component: lazyRouteComponent(() => import('./routes/members'), 'MembersRoute'),
});

const settings = createRoute({ getParentRoute: () => shell, path: '/settings', component: SettingsLayout });

const sessions = createRoute({
  getParentRoute: () => settings,
  path: '/sessions',
  component: lazyRouteComponent(() => import('@/features/accounts/sessions-page'), 'SessionsPage'),
});

const appearance = createRoute({
  getParentRoute: () => settings,
  path: '/appearance',
  component: lazyRouteComponent(() => import('@/features/accounts/appearance-page'), 'AppearancePage'),
});

const tree = root.addChildren([
  signIn,
  register,
  welcome,
  invite,
  styleguide,
  shell.addChildren([
    home,
    team.addChildren([teamHome, files, messages, channel, documents, document, members]),
    settings.addChildren([sessions, appearance]),
  ]),
]);

/**
 * The router's types are left unregistered on purpose: features link by strings from `lib/paths`, and must not
 * learn the routes through a global type.
 */
export function newRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: RouteNotFound,
    defaultPendingComponent: RoutePending,
    defaultPendingMs: 200,
    scrollRestoration: false,
  });
}
