/** What other rooms' code inside the sandbox may use of the SQL engine. */
export { previewTable } from './reader/preview-table.ts';
