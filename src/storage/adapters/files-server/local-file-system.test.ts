import { describe } from 'vitest';
import { fileSystemContract } from '../../testing/file-system-contract.ts';
import { RunningFilesServer, TestFolders } from '../../testing/running-files-server.ts';
import { localFileSystem } from './local-file-system.ts';

describe('the local file system, through the files server', () => {
  fileSystemContract(async () => {
    const folders = new TestFolders();
    const server = await RunningFilesServer.start(folders, { name: 'ada' });
    return {
      files: localFileSystem(async () => server.client),
      owner: { account: 'ada' },
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        folders[Symbol.dispose]();
      },
    };
  });
});
