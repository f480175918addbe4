// `npm test` runs everything that needs no outside engine; `npm test engines` what does. Ends with the totals.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, nodeBinary, root, say } from './prepare.mjs';

const results = join(root, 'dist', 'test-results');
const bin = (name) => join(root, 'node_modules', name);
const command = {
  types: [
    ['typescript/bin/tsc', '--noEmit'],
    ['typescript/bin/tsc', '--noEmit', '-p', 'web'],
  ],
  lint: [['@biomejs/biome/bin/biome', 'check', '.']],
};

const suites =
  process.argv[2] === 'engines' ? ['engines'] : ['boundaries', 'unit', 'acceptance', 'isolation', 'failure', 'browser'];
const total = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];

install();
build();
preparePython();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
if (suites.length > 1) for (const name of Object.keys(command)) check(name);
for (const suite of suites) run(suite);

refuseUnlistedSkips();
if (skipped.length > 0) say(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`);
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** One Python environment serves every test of this machine and user; without python3 those tests skip and say so. */
function preparePython() {
  say('Preparing Python for the tests (once; about a minute) …');
  const { status, stdout } = spawnSync(nodeBinary(), [join(root, 'test/platform/prepare-python.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status === 0) process.env.STOA_TEST_PYTHON = stdout.trim();
}

function check(name) {
  say(`\n── ${name}`);
  const fine = command[name].every(([script, ...args]) => spawn([bin(script), ...args]) === 0);
  total[fine ? 'passed' : 'failed'] += 1;
}

function run(suite) {
  say(`\n── ${suite}`);
  const file = join(results, `${suite}.json`);
  const status = spawn([
    bin('vitest/vitest.mjs'),
    'run',
    '--project',
    suite,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (!report) {
    total.failed += 1;
    return;
  }
  total.passed += report.numPassedTests;
  // A file that could not even be loaded counts no test of its own.
  total.failed += Math.max(report.numFailedTests, status === 0 ? 0 : 1);
  for (const { name, assertionResults } of report.testResults)
    for (const { status: state, fullName } of assertionResults)
      if (state === 'pending' || state === 'skipped' || state === 'todo') {
        total.skipped += 1;
        skipped.push(`${suite}: ${fullName} (${name.slice(root.length + 1)})`);
      }
}

/** Where nothing should be missing, a skipped test that the list does not name with its reason is a failure. */
function refuseUnlistedSkips() {
  const list = process.env.STOA_ALLOWED_SKIPS;
  if (list === undefined) return;
  const allowed = readFileSync(list, 'utf8')
    .split('\n')
    .map((line) => line.split(' # ', 1)[0].trim())
    .filter((part) => part !== '' && !part.startsWith('#'));
  for (const name of skipped.filter((each) => !allowed.some((part) => each.includes(part)))) {
    say(`Skipped, but not in ${list}: ${name}`);
    total.failed += 1;
  }
}

function spawn(args) {
  return spawnSync(nodeBinary(), args, { cwd: root, stdio: 'inherit' }).status;
}
