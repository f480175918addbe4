/** Words of the terminal page. */
export const terminal = {
  title: 'Terminal',
  tabs: 'Terminals',
  new: 'New terminal',
  close: 'Close terminal {{name}}',
  tab: 'Terminal {{name}}',
  ended: 'This terminal has ended.',
  lost: 'No connection to the terminal. It goes on; next try in {{seconds}} s.',
  signedOut: 'You are signed out. The terminal goes on here when you sign in again.',
  tryNow: 'Try now',
  starting: 'Starting your workspace',
  none: 'No terminal is open',
  noneHint: 'A shell in your workspace, with your files.',
  start: 'Start again',
  notStarted: 'The workspace did not start',
  screen: 'Terminal {{name}}: what it shows and what you type',
} as const;
