import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause, untilAnswered } from './until.ts';

/** A disk of its own for a test, made by root: an ext4 file system in a file. */
export class SmallDisk {
  readonly folder: string;
  readonly #image: string;
  readonly #filler: string;

  private constructor(folder: string, image: string) {
    this.folder = folder;
    this.#image = image;
    this.#filler = join(folder, 'filler');
  }

  /** Undefined where this user may not mount. */
  static make(bytes: number): SmallDisk | undefined {
    const parent = mkdtempSync(join(tmpdir(), 'stoa-disk-'));
    // The platform's own accounts and tenants pass through it.
    chmodSync(parent, 0o711);
    const [image, folder] = [join(parent, 'image'), join(parent, 'disk')];
    try {
      mkdirSync(folder);
      writeFileSync(image, '');
      truncateSync(image, bytes);
      // Without blocks that only root may use: full is full for everybody.
      execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', image], { stdio: 'ignore' });
      execFileSync('mount', ['-o', 'loop', image, folder], { stdio: 'ignore' });
      return new SmallDisk(folder, image);
    } catch {
      rmSync(parent, { recursive: true, force: true });
      return undefined;
    }
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /**
   * Fills it to the last byte, at the pace of a disk of about 300 MB a second, and goes on until told to stop, since
   * others free some meanwhile. Resolves when it is full.
   */
  async keepFull(): Promise<() => void> {
    let going = true;
    this.#stop = () => {
      going = false;
    };
    const stop = this.#stop;
    while (going && this.#fillWith(2 ** 24)) await pause(50);
    void (async () => {
      for (; going; await pause(100)) for (let size = 2 ** 20; size >= 1; size /= 2) while (this.#fillWith(size));
    })();
    return stop;
  }

  #stop = (): void => {};

  /** False when so much does not fit any more. */
  #fillWith(bytes: number): boolean {
    const file = openSync(this.#filler, 'a');
    try {
      return writeSync(file, Buffer.alloc(bytes, 1)) === bytes;
    } catch {
      return false;
    } finally {
      closeSync(file);
    }
  }

  /** Makes room again. */
  free(): void {
    this.#stop();
    rmSync(this.#filler, { force: true });
  }

  async remove(): Promise<void> {
    // The kernel lets go of images that were on it a moment after they are unmounted.
    await untilAnswered('umount', async () => execFileSync('umount', [this.folder], { stdio: 'pipe' }), 20_000);
    rmSync(join(this.#image, '..'), { recursive: true, force: true });
  }
}
