/** Words of the list of notebooks. */
export const notebooks = {
  place: 'Place',
  languages: 'Languages',
  lastRun: 'Last run',
  edited: 'Edited',
  mine: 'My notebooks',
  run: {
    running: 'Running',
    done: 'Finished',
    failed: 'Failed',
    stopped: 'Stopped',
    lost: 'Output may be missing',
    never: 'Not run',
  },
  search: 'Name or folder',
  emptyTitle: 'No notebooks yet',
  emptyHint: 'SQL, Python and text go into one.',
  notAll: 'These are the notebooks changed last; more are in Files.',
} as const;
