import { cpSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build as bundle } from 'esbuild';
import { httpWithoutUndici } from './http-without-undici.ts';

/** What the code reads beside itself. */
const beside = [
  'src/sandbox/logs/log-writer.sh',
  'src/sandbox/recorder.sh',
  'src/sandbox/seccomp',
  'src/engines/python/requirements.txt',
];

/**
 * Bundles the platform's own processes into dist/platform. They run from source as well; but each of them would read
 * hundreds of files, which is most of the time that a start takes. Not minified: a log's stack trace is to be read.
 */
export async function bundlePlatform(root: string): Promise<void> {
  const finished = join(root, 'dist', 'platform');
  /** Built aside and put in place when complete; as deep as the sources are, whose paths lead from there. */
  const folder = `${finished}.${process.pid}`;
  try {
    await bundle({
      absWorkingDir: root,
      entryPoints: {
        main: 'src/main.ts',
        'writer-thread': 'src/platform/database/writer-thread.ts',
        'scribe-process': 'src/sandbox/logs/scribe-process.ts',
        'run-container': 'src/sandbox/docker/run-container.ts',
        'foresight-thread': 'src/cluster/allocator/foresight-thread.ts',
        'allocator-thread': 'src/cluster/allocator/allocator-thread.ts',
      },
      outdir: folder,
      bundle: true,
      splitting: true,
      chunkNames: '[name]-[hash]',
      format: 'esm',
      platform: 'node',
      target: 'node24',
      plugins: [httpWithoutUndici],
      banner: {
        js: "import { createRequire as __stoaRequire } from 'node:module'; const require = __stoaRequire(import.meta.url);",
      },
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'warning',
    });
    for (const path of beside) cpSync(join(root, path), join(folder, basename(path)), { recursive: true });
    rmSync(finished, { recursive: true, force: true });
    renameSync(folder, finished);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
