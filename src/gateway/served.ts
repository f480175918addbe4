/** What kind of thing answered, for the log and the figures. */
export type Served = 'refused' | 'page' | 'file' | 'control' | 'workspace' | 'files' | 'health';
