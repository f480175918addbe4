import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { FileSystem, Owner } from '../file-system.ts';
import { parseHomePath } from '../rules/home-path.ts';

/** What every adapter of the FileSystem port does alike. `make` gives an empty home. */
export function fileSystemContract(make: () => Promise<{ files: FileSystem; owner: Owner } & AsyncDisposable>): void {
  const path = (value: string) => parseHomePath(value);
  const bytes = (value: string) => Buffer.from(value);

  test('what is written is read back, whole and in part, and folders above it are made', async () => {
    await using place = await make();
    const { files, owner } = place;
    const entry = await files.write(owner, path('a/b/c.txt'), bytes('0123456789'), 'fail');
    expect(entry).toMatchObject({ path: 'a/b/c.txt', kind: 'file', size: 10 });
    expect(await text(await files.read(owner, path('a/b/c.txt')))).toBe('0123456789');
    expect(await text(await files.read(owner, path('a/b/c.txt'), { start: 2, end: 4 }))).toBe('234');
    expect(await text(await files.read(owner, path('a/b/c.txt'), { start: 7 }))).toBe('789');
  });

  test('a taken name is refused, replaced or avoided, as asked', async () => {
    await using place = await make();
    const { files, owner } = place;
    await files.write(owner, path('a.csv'), bytes('1'), 'fail');
    await expect(files.write(owner, path('a.csv'), bytes('2'), 'fail')).rejects.toMatchObject({ code: 'file-exists' });
    expect((await files.write(owner, path('a.csv'), bytes('3'), 'keep-both')).name).toBe('a (2).csv');
    await files.write(owner, path('a.csv'), bytes('4'), 'replace');
    expect(await text(await files.read(owner, path('a.csv')))).toBe('4');
  });

  test('a folder is listed in pages that together hold every name once, folders first', async () => {
    await using place = await make();
    const { files, owner } = place;
    await files.makeFolder(owner, path('d'));
    await files.makeFolder(owner, path('d/z'));
    for (const name of ['a10', 'a2', 'B', 'c']) await files.write(owner, path(`d/${name}`), bytes(name), 'fail');
    const first = await files.list(owner, path('d'), { limit: 3 });
    const second = await files.list(owner, path('d'), { limit: 3, cursor: first.next ?? '' });
    expect([...first.entries, ...second.entries].map(({ name }) => name)).toEqual(['z', 'a2', 'a10', 'B', 'c']);
    expect(first.total).toBe(5);
    expect(second.next).toBeNull();
  });

  test('things are renamed, copied and moved with all that is in them', async () => {
    await using place = await make();
    const { files, owner } = place;
    await files.write(owner, path('from/in/x.txt'), bytes('x'), 'fail');
    await files.makeFolder(owner, path('to'));
    expect((await files.copy(owner, [path('from')], path('to'), 'fail')).results).toEqual(['to/from']);
    expect((await files.rename(owner, path('to/from'), 'other')).path).toBe('to/other');
    expect((await files.move(owner, [path('to/other/in')], path(''), 'fail')).results).toEqual(['in']);
    expect(await text(await files.read(owner, path('in/x.txt')))).toBe('x');
    expect(await text(await files.read(owner, path('from/in/x.txt')))).toBe('x');
    await expect(files.move(owner, [path('from')], path('from/in'), 'fail')).rejects.toMatchObject({
      code: 'into-itself',
    });
  });

  test('what is deleted waits in the trash and comes back, its folder made again', async () => {
    await using place = await make();
    const { files, owner } = place;
    await files.write(owner, path('a/b.txt'), bytes('b'), 'fail');
    const items = await files.remove(owner, [path('a/b.txt')]);
    await expect(files.stat(owner, path('a/b.txt'))).rejects.toMatchObject({ code: 'file-not-found' });
    await files.remove(owner, [path('a')]);
    const [restored] = await files.restore(
      owner,
      items.map(({ id }) => id),
      'fail',
    );
    expect(restored?.path).toBe('a/b.txt');
    expect(await text(await files.read(owner, path('a/b.txt')))).toBe('b');
  });

  test('what is not there, not a folder or not a file is told apart', async () => {
    await using place = await make();
    const { files, owner } = place;
    await files.write(owner, path('f'), bytes('f'), 'fail');
    await files.makeFolder(owner, path('d'));
    await expect(files.stat(owner, path('none'))).rejects.toMatchObject({ code: 'file-not-found', status: 404 });
    await expect(files.list(owner, path('f'))).rejects.toMatchObject({ code: 'not-a-folder' });
    await expect(files.read(owner, path('d'))).rejects.toMatchObject({ code: 'not-a-file' });
    await expect(files.makeFolder(owner, path('d'))).rejects.toMatchObject({ code: 'file-exists' });
  });
}
