/**
 * Builds the browser's side (dist/web), the platform's processes (dist/platform) and the release that sandboxes see
 * (dist/release: Node itself, bundles, native packages, Python modules, sample data). VERSION names its contents.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { build as buildWeb } from 'vite';
import { writeKernelspec } from '../src/engines/index.ts';
import { bundlePlatform } from './bundle-platform.ts';
import { httpWithoutUndici } from './http-without-undici.ts';
import { duckdbBindings, nativeAddons } from './native-addons.ts';

const root = dirname(import.meta.dirname);
const finished = join(root, 'dist', 'release');
/** Built aside and put in place when complete. */
const release = `${finished}.${process.pid}`;

/** Bundle of each process inside a sandbox, from its entry. */
const entries: Record<string, string> = {
  workspace: 'src/workspace/inside/main.ts',
  'sql-kernel': 'src/engines/duckdb/inside/main.ts',
  'sql-reader': 'src/engines/duckdb/inside/reader/main.ts',
  files: 'src/storage/inside/main.ts',
  'mount-hdfs': 'src/storage/hdfs/mount/main.ts',
  fetch: 'src/sandbox/inside/fetch/main.ts',
  work: 'src/sandbox/inside/work/main.ts',
  executor: 'src/sandbox/inside/executor/main.ts',
  stoa: 'src/main-inside.ts',
};

/** The command line inside a workspace. */
const command = '#!/bin/sh\nexec "$STOA_RELEASE/bin/node" "$STOA_RELEASE/inside/stoa.js" "$@"\n';

/** Packages with native parts, which cannot be bundled; of the first only that part is read. */
const native = [duckdbBindings(root), '@lydell/node-pty'];

try {
  await buildRelease();
  await web();
  await bundlePlatform(root);
} finally {
  rmSync(release, { recursive: true, force: true });
}

async function buildRelease(): Promise<void> {
  mkdirSync(join(release, 'bin'), { recursive: true });
  copy(realpathSync(process.execPath), join(release, 'bin', 'node'));
  chmodSync(join(release, 'bin', 'node'), 0o755);
  await bundles();
  for (const name of native) copyPackage(name);
  copyScripts();
  await writeKernelspec(release);
  writeFileSync(join(release, 'bin', 'stoa'), command, { mode: 0o755 });
  mkdirSync(join(release, 'samples'), { recursive: true });
  copy(join(root, 'node_modules/vega-datasets/data/flights-3m.parquet'), join(release, 'samples/flights-3m.parquet'));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(release, 'VERSION'), `${version}-${fingerprint(release)}`);
  rmSync(finished, { recursive: true, force: true });
  renameSync(release, finished);
}

async function bundles(): Promise<void> {
  await bundle({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file)))),
    outdir: join(release, 'inside'),
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@lydell/node-pty'],
    plugins: [httpWithoutUndici, nativeAddons(root)],
    minifySyntax: true,
    minifyWhitespace: true,
    banner: {
      js: "import { createRequire as __stoaRequire } from 'node:module'; const require = __stoaRequire(import.meta.url);",
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  writeFileSync(join(release, 'inside', 'package.json'), '{"type":"module"}\n');
}

/** Copies a package and what it depends on, less what other machines need. */
function copyPackage(name: string, from = root, done = new Set<string>()): void {
  const source = findPackage(name, from);
  if (source === undefined || done.has(source)) return;
  done.add(source);
  const target = join(release, source.slice(source.indexOf('node_modules')));
  cpSync(source, target, { recursive: true, dereference: true, filter: (file) => wanted(source, file) });
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(source, 'package.json'), 'utf8'),
  );
  for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies }))
    copyPackage(dependency, source, done);
}

function findPackage(name: string, from: string): string | undefined {
  const paths = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  return paths.map((path) => join(path, name)).find((path) => existsSync(join(path, 'package.json')));
}

function wanted(source: string, file: string): boolean {
  const inside = file.slice(source.length + 1);
  if (/\.(map|ts|md|pdb|cc|cpp|h|hpp)$/.test(inside)) return false;
  return !/^(node_modules|src|test|vendor|docs|script|\.github)(\/|$)/.test(inside);
}

/** Shell and Python programs that stand in rooms' inside/ folders. */
function copyScripts(): void {
  mkdirSync(join(release, 'python'), { recursive: true });
  for (const file of globSync('src/**/inside/**/*.{sh,py}', { cwd: root })) {
    const target = join(release, file.endsWith('.py') ? 'python' : 'inside', basename(file));
    copyFileSync(join(root, file), target);
    chmodSync(target, file.endsWith('.sh') ? 0o755 : 0o644);
  }
}

function copy(source: string, target: string): void {
  copyFileSync(source, target, constants.COPYFILE_FICLONE);
}

function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    hash.update(name).update('\0');
    // Native binaries come from the lock file; their size tells versions apart without reading 200 MB.
    hash.update(statSync(file).size > 4_000_000 ? String(statSync(file).size) : readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}

async function web(): Promise<void> {
  if (!existsSync(join(root, 'web/vite.config.ts'))) return;
  await buildWeb({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' });
  await compress(join(root, 'dist', 'web'));
}

/** The gateway sends what is compressed already: nothing is compressed for a request. On all processors: it takes seconds. */
async function compress(folder: string): Promise<void> {
  const assets = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => /assets\/.*\.(js|css|svg)$/.test(file) && statSync(file).size >= 1024);
  await Promise.all(
    assets.map(async (file) => {
      const content = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      writeFileSync(`${file}.br`, await promisify(brotliCompress)(content));
    }),
  );
}
