/** Words of the command palette. */
export const palette = {
  pages: 'Pages',
  actions: 'Actions',
  nothing: 'Nothing found',
} as const;
