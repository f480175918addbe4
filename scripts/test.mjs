// `npm test` runs what every change is tried by; behind `--`, or as `npm run test:NAME`, the name of another part. Ends with
// the totals.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, nodeBinary, root, say } from './prepare.mjs';

const began = performance.now();
const results = join(root, 'dist', 'test-results');
const bin = (name) => join(root, 'node_modules', name);
const checks = {
  types: [
    [bin('typescript/bin/tsc'), '--noEmit'],
    [bin('typescript/bin/tsc'), '--noEmit', '-p', 'web'],
  ],
  lint: [[bin('@biomejs/biome/bin/biome'), 'check', '.']],
};
const parts = {
  usual: ['boundaries', 'unit', 'acceptance', 'browser', 'browser alone'],
  failure: ['failure', 'isolation'],
  engines: ['engines'],
};
const part = process.argv[2] ?? 'usual';
const suites = parts[part];
if (suites === undefined) {
  say(`There is no part "${part}" of the tests, but ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}
/** When more files fail than this, it is not the load of the machine. */
const mostRunAgain = 3;

const total = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];
/** Of each suite, as if its files ran one after the other. */
const seconds = new Map();

await install();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
await Promise.all([timed('build', build), timed('python', preparePython), part === 'usual' ? checkAll() : undefined]);
await timed('tests', () => runTests(suites));

refuseUnlistedSkips();
saySeconds();
if (skipped.length > 0) say(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`);
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** One Python environment serves every test of this machine and user; without python3 those tests skip and say so. */
async function preparePython() {
  say('Preparing Python for the tests (once; about a minute) …');
  const { status, said } = await run([join(root, 'test/platform/prepare-python.ts')], 'keep');
  if (status === 0) process.env.STOA_TEST_PYTHON = said.trim();
}

async function checkAll() {
  for (const [name, commands] of Object.entries(checks)) await timed(name, () => check(name, commands));
}

async function check(name, commands) {
  const answers = await Promise.all(commands.map((args) => run(args, 'keep')));
  say(`\n── ${name}\n${answers.map(({ said }) => said).join('')}`.trimEnd());
  total[answers.every(({ status }) => status === 0) ? 'passed' : 'failed'] += 1;
}

async function runTests(suites) {
  const first = await vitest(suites.flatMap((name) => ['--project', name]));
  const broken = first.files.filter((each) => each.failed > 0);
  const again = broken.length > 0 && broken.length <= mostRunAgain ? await runByThemselves(broken) : [];
  const files = first.files.map((each) => again.find(({ file }) => file === each.file) ?? each);
  total.failed += files.reduce((sum, each) => sum + each.failed, first.errors);
  for (const { suite, passed, skipped: names, file: path, ...each } of files) {
    total.passed += passed;
    total.skipped += names.length;
    skipped.push(...names.map((name) => `${suite}: ${name} (${path})`));
    seconds.set(suite, (seconds.get(suite) ?? 0) + each.seconds);
  }
  const longest = [...first.files].sort((one, other) => other.seconds - one.seconds).slice(0, 8);
  say(`\nThe longest files:\n${longest.map((each) => `  ${inSeconds(each.seconds)} ${each.file}`).join('\n')}`);
}

/** A file that fails beside others runs once more with nothing beside it: what passes then is named as unsteady. */
async function runByThemselves(broken) {
  const names = broken.map(({ file }) => file);
  say(`\nFailed, and run again by themselves: ${names.join(', ')}`);
  const projects = new Set(broken.map(({ project }) => project));
  const chosen = [...projects].flatMap((name) => ['--project', name]);
  const { files, errors } = await vitest([...chosen, '--no-file-parallelism', ...names]);
  total.failed += errors;
  const steady = files.filter((each) => each.failed === 0).map(({ file }) => file);
  if (steady.length > 0) say(`\nUnsteady: passed only by themselves: ${steady.join(', ')}`);
  return files;
}

async function vitest(args) {
  const file = join(results, `tests-${randomUUID()}.json`);
  process.env.STOA_TEST_REPORT = file;
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/test-report.mjs')}`];
  const { status } = await run([bin('vitest/vitest.mjs'), 'run', ...args, ...reporters]);
  const { files, errors } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { files: [], errors: 0 };
  // A run that broke off, or that failed without a test to blame, counts as one.
  const unblamed = status !== 0 && errors === 0 && files.every(({ failed }) => failed === 0);
  return { files, errors: unblamed || files.length === 0 ? 1 : errors };
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

function saySeconds() {
  const rows = [...seconds].map(([name, each]) => `  ${inSeconds(each)} ${name}`);
  say(`\nWhat took how long (suites run beside each other):\n${rows.join('\n')}`);
  say(`  ${inSeconds((performance.now() - began) / 1000)} all of it`);
}

function inSeconds(number) {
  return `${String(Math.round(number)).padStart(5)} s`;
}

async function timed(name, work) {
  const before = performance.now();
  await work();
  seconds.set(name, (performance.now() - before) / 1000);
}

/** Runs Node; what it says is shown at once, or kept so that nothing else comes between its lines. */
async function run(args, output = 'show') {
  const pipe = output === 'keep' ? 'pipe' : 'inherit';
  const child = spawn(nodeBinary(), args, { cwd: root, stdio: ['ignore', pipe, 'inherit'] });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const status = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  return { status, said };
}
