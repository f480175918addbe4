import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunningFilesServer, TestFolders } from '../testing/running-files-server.ts';

function mount(folder: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'stoa-test', folder], { stdio: 'ignore' });
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-mount-test-'));
  try {
    mount(folder, '4k');
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

describe.runIf(canMount())('on a disk of two megabytes', () => {
  let folders: TestFolders;
  let server: RunningFilesServer;

  beforeAll(async () => {
    folders = new TestFolders();
    mount(folders.home({ name: 'ada' }), '2m');
    server = await RunningFilesServer.start(folders, { name: 'ada' });
    await server.client.put({ path: 'keep.txt' }, 'keep');
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    execFileSync('umount', [server.home]);
    folders[Symbol.dispose]();
  });

  test('what cannot fit is refused before it is sent, or when the disk is full, and leaves nothing', async () => {
    const tooMuch = Buffer.alloc(3_000_000, 1);
    await expect(server.client.put({ path: 'a.bin' }, tooMuch)).rejects.toMatchObject({
      code: 'no-space',
      status: 507,
    });
    const unknownLength = Readable.from([tooMuch, tooMuch]);
    await expect(server.client.put({ path: 'b.bin' }, unknownLength)).rejects.toMatchObject({ code: 'no-space' });
    const { entries } = await server.client.call('list', { query: { path: '.stoa/uploads' } });
    expect(entries).toEqual([]);
  });

  test('a full disk is made free again without help, and nothing else is lost', async () => {
    await server.client.put({ path: 'big.bin' }, Buffer.alloc(1_500_000, 1));
    expect(() => writeFileSync(join(server.home, 'filler'), Buffer.alloc(3_000_000))).toThrow('ENOSPC');
    const remove = (forever: boolean) => server.client.call('remove', { body: { paths: ['filler'], forever } });
    await expect(server.client.put({ path: 'keep.txt' }, 'lost?')).rejects.toMatchObject({ code: 'no-space' });
    await expect(remove(false)).rejects.toMatchObject({
      code: 'trash-elsewhere',
      detail: expect.stringContaining('full'),
    });
    expect((await remove(true)).erased).toEqual(['filler']);
    await server.client.put({ path: 'after.txt' }, 'after');
    const read = await server.client.get('/content', { path: 'keep.txt' });
    expect(await read.body.text()).toBe('keep');
  });
});
