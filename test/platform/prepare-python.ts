/** Makes the Python environment that the tests share, and prints where it is. */
import { join } from 'node:path';
import { preparePython } from '../../src/engines/index.ts';
import { enginesFolder } from './start-platform.ts';

const { root } = await preparePython({
  folder: join(enginesFolder(), 'python'),
  python: '',
  onFound: () => {},
  onProgress: () => {},
  signal: AbortSignal.timeout(300_000),
}).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
process.stdout.write(`${root}\n`);
