/** What other rooms may use of storage. */
export { FilesClient } from './adapters/files-server/files-client.ts';
export { localFileSystem } from './adapters/files-server/local-file-system.ts';
export { filesBase, filesContract } from './contract.ts';
export type * from './file-system.ts';
export { type HdfsOptions, WebHdfs } from './hdfs/client/web-hdfs.ts';
export { HdfsEndpoint } from './hdfs/endpoint/endpoint.ts';
export { HdfsHomes } from './hdfs/homes.ts';
export { serverNetworks } from './hdfs/servers.ts';
export { type StorageLayout, sampleFile, storageLayout } from './layout.ts';
export { type HomePath, parseHomePath } from './rules/home-path.ts';
