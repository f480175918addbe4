/** What other rooms' code in the sandbox may use. */

export { type HomePath, parseHomePath } from '../rules/home-path.ts';
export { laterRun, notebookFacts } from '../rules/notebook-facts.ts';
export type { TenantFolders } from './environment.ts';
export { FolderHandle, makeAndEnter } from './folder-handle.ts';
export { knownPlaces } from './known-places.ts';
export { FactsReader } from './read-facts.ts';
export { type SeedPlaces, seedHome } from './seed.ts';
export { throwAway } from './throw-away.ts';
export { eraseTree } from './tree.ts';
export { walkFiles } from './walk-files.ts';
