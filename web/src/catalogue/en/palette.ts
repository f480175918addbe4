/** Words of the command palette. */
export const palette = {
  pages: 'Pages',
  actions: 'Actions',
  nothing: 'Nothing found',
  stop: 'Stop the workspace',
  launch: 'Launch the workspace',
  light: 'Light colours',
  dark: 'Dark colours',
} as const;
