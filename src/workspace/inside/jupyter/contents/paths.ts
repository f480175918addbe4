import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readWhole } from '../../documents/file/open-regular.ts';
import { type OpenFolder, TenantFiles } from '../../documents/file/tenant-files.ts';
import type { Environment } from '../../environment.ts';
import { limits } from '../../limits.ts';

/** Where the home's paths are on disk. */
export class ContentPaths {
  readonly files: TenantFiles;
  readonly #home: string;

  constructor(environment: Environment) {
    this.#home = environment.home;
    this.files = new TenantFiles(environment);
  }

  async read(path: string): Promise<Buffer> {
    const { handle } = await this.files.file(path);
    try {
      return await readWhole(handle, limits.fileReadBytes);
    } finally {
      await handle.close();
    }
  }

  /** The folder that holds it, for changing something there. The caller ends its handle. */
  parent(path: string): OpenFolder {
    return this.files.parent(path);
  }

  file(path: string): string {
    return join(this.#home, path);
  }

  /** A name that nothing in the folder has: the stem, then the stem with numbers. */
  async free(folder: string, stem: string, ending: string, separator: string, first = 0): Promise<string> {
    const taken = new Set(await readdir(this.file(folder)));
    for (let number = first; ; number++) {
      const name = `${stem}${number === 0 ? '' : `${separator}${number}`}${ending}`;
      if (!taken.has(name)) return folder === '' ? name : `${folder}/${name}`;
    }
  }
}
