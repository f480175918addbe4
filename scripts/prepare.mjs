// Runs on whatever Node 20 or newer the machine has, before anything is installed: plain JavaScript, no packages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagesInPlace, showProgress } from './progress.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, 'node_modules', '.stoa');
/** Where Node keeps what it compiled (src/processes/release.ts knows it too). */
export const compileCache = process.env.NODE_COMPILE_CACHE ?? join(stamps, 'compiled');
const builtFiles = ['platform/main.js', 'release/VERSION'];
const ours = join(root, 'node_modules', '.bin', 'node');

/** The Node that the platform runs on: the one from the registry where there is one for this machine. */
export function nodeBinary() {
  if (existsSync(ours)) return ours;
  const [major] = process.versions.node.split('.').map(Number);
  if (major >= 24) return process.execPath;
  say(
    `Stoa runs on Node 24, which has no package for ${process.platform} ${process.arch}; this is ${process.version}.`,
  );
  process.exit(1);
}

/** Installs the packages of the lock file unless they are there already. */
export async function install() {
  const wanted = fingerprint([join(root, 'package-lock.json'), join(root, 'package.json')]);
  if (stamp('installed') === wanted) return;
  say('Installing packages (once; about a minute) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  // Not `npm ci`, which refuses a lock file without the packages of other systems that a registry does not have.
  const flags = ['--no-save', '--no-fund', '--no-audit', '--ignore-scripts', '--loglevel=error'];
  await run([...npm, 'install', ...flags], packagesInPlace(root));
  mark('installed', wanted);
}

/** Builds what runs in the browser, inside sandboxes and as the platform unless nothing has changed since the last time. */
export async function build() {
  const wanted = fingerprint([
    join(root, 'package-lock.json'),
    ...filesBelow(join(root, 'src')),
    ...filesBelow(join(root, 'web')),
    ...filesBelow(join(root, 'scripts')),
    ...filesBelow(join(root, 'docs', 'guides')),
  ]);
  if (stamp('built') === wanted && builtFiles.every((file) => existsSync(join(root, 'dist', file)))) return;
  say('Building (once for each version) …');
  await run([nodeBinary(), join(root, 'scripts', 'build.ts')]);
  mark('built', wanted);
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Ends this process too when it fails. */
async function run([command, ...args], how) {
  const stopShowing = showProgress(say, how);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const status = await new Promise((resolve) => {
    child.once('error', (error) => {
      say(`${command} could not be run: ${error.message}`);
      resolve(1);
    });
    child.once('close', resolve);
  });
  stopShowing();
  if (status !== 0) process.exit(status ?? 1);
}

function stamp(name) {
  const file = join(stamps, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function mark(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

function fingerprint(files) {
  const hash = createHash('sha256').update(process.arch);
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => !/\.test\.tsx?$|node_modules|[/\\]dist[/\\]/.test(file) && statSync(file).isFile())
    .sort();
}
