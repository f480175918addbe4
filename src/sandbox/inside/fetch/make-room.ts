import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what was used longest ago until the rest is at most so large. */
export async function makeRoom(folder: string, mostBytes: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith('.part'));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      return { path, size: found?.size ?? 0, usedAt: found?.mtimeMs ?? 0 };
    }),
  );
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= mostBytes) return;
    await rm(path, { force: true });
    total -= size;
  }
}
