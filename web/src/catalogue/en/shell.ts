/** Words of the frame around every page. */
export const shell = {
  main: 'Main',
  home: 'Home',
  notebooks: 'Notebooks',
  files: 'Files',
  terminal: 'Terminal',
  account: 'Account',
  admin: 'Admin',
  more: 'More',
  search: 'Search or run a command',
  keys: 'Keys',
  signOut: 'Sign out',
  endedTitle: 'Your session has ended',
  suspendedTitle: 'Your account was suspended',
  suspendedHint:
    'An administrator suspended {{account}}. Once you are let in again, sign in here: this page stays as it is, with all that you wrote.',
  endedHint: 'Sign in again as {{account}}: this page stays as it is, with all that you wrote.',
  leavePage: 'Leave the page',
  skip: 'Skip to the page',
  notFound: 'There is no such page',
} as const;
