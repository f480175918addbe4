/** What other rooms may use of storage. */
export { filesBase, filesContract } from './contract.ts';
export { type StorageLayout, sampleFile, storageLayout } from './layout.ts';
