// Says every few seconds how far something is that would otherwise be silent.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const everyMilliseconds = 5_000;

/**
 * @param say what a line is written with
 * @param how how far it is, in words; empty where that cannot be told
 * @returns ends it
 */
export function showProgress(say, how = () => '') {
  const began = performance.now();
  const timer = setInterval(() => {
    const far = how();
    say(`  ${Math.round((performance.now() - began) / 1000)} s${far === '' ? '' : `: ${far}`}`);
  }, everyMilliseconds);
  return () => clearInterval(timer);
}

/** How many packages of the lock file lie there already, of those that this machine gets. */
export function packagesInPlace(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const wanted = Object.entries(packages)
    .filter(([path, { os, cpu }]) => path !== '' && named(os, process.platform) && named(cpu, process.arch))
    .map(([path]) => join(root, path, 'package.json'));
  return () => {
    const there = wanted.filter((file) => existsSync(file)).length;
    return there === 0 ? 'asking the registry' : `${there} of about ${wanted.length} packages`;
  };
}

const named = (list, name) => list === undefined || list.includes(name);
