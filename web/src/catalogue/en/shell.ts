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
  skip: 'Skip to the page',
  notFound: 'There is no such page',
} as const;
