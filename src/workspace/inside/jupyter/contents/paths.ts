import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** Where the home's paths are on disk. */
export class ContentPaths {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  file(path: string): string {
    return join(this.#home, path);
  }

  /** The one checkpoint that is kept of a file. */
  checkpoint(path: string): string {
    const ending = extname(path);
    return join(dirname(this.file(path)), '.ipynb_checkpoints', `${basename(path, ending)}-checkpoint${ending}`);
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
