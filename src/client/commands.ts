import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import { getSession } from '../accounts/contract.ts';
import {
  getWorkspace,
  restartWorkspace,
  startWorkspace,
  stopWorkspace,
  type Workspace,
  type WorkspaceFailure,
} from '../workspace/contract.ts';
import { bytesText } from './bytes-text.ts';
import { call } from './call.ts';
import { addClusterCommands } from './cluster/commands.ts';
import { addTaskOptions, type TaskOptions, taskOptions } from './cluster/task-request.ts';
import { type Connection, connection, forgetConnection, Refused } from './connection.ts';
import { copy } from './copy/copy.ts';
import { addDirectoryCommands } from './directory/commands.ts';
import { addOpenidCommands } from './openid/commands.ts';
import { plainText } from './plain-text.ts';
import { type Printed, query } from './query.ts';
import { ask, signInTo } from './sign-in.ts';
import { addSimulate } from './simulate.ts';

const print = (text: string) => {
  process.stdout.write(plainText(text));
};

/** What a person does from a terminal, on their own machine or inside a workspace. */
export function addClientCommands(program: Command): void {
  program
    .command('sign-in')
    .description('sign in; a token of its own is stored for this command line')
    .argument('<address>', 'the platform, e.g. http://localhost:8080')
    .option('--name <name>', 'account; asked for otherwise')
    .option('--device', 'without a password here: confirm a code in a browser, on any machine')
    .action(async (address: string, { name, device }: { name?: string; device?: boolean }) => {
      if (device) {
        const { signInByDevice } = await import('./openid/device-sign-in.ts');
        print(`Signed in as ${await signInByDevice(address, hostname(), print)}\n`);
        return;
      }
      const account = name ?? (await ask('Account: ', false));
      print(`Signed in as ${await signInTo(address, account, await ask('Password: ', true), hostname())}\n`);
    });
  program
    .command('sign-out')
    .description('forget the stored token')
    .action(() => forgetConnection());
  program
    .command('whoami')
    .description('say who is signed in')
    .action(async () => print(`${(await me()).account}\n`));
  program
    .command('start')
    .description('start the workspace and wait until it is ready')
    .option('--group <group>', 'what it takes counts in this group of yours; in the primary one otherwise')
    .action(({ group }: { group?: string }) =>
      withMe(async (to, name) => {
        const query = { wait: true, ...(group === undefined ? {} : { group }) };
        told(await call(to, startWorkspace, { params: { name }, query }));
      }),
    );
  program
    .command('stop')
    .description('stop the workspace')
    .action(() => withMe(async (to, name) => told(await call(to, stopWorkspace, { params: { name } }))));
  program
    .command('restart')
    .description('restart what runs of the workspace; kernels and terminals end, notebooks and files stay')
    .action(() => withMe(async (to, name) => told(await call(to, restartWorkspace, { params: { name } }))));
  program
    .command('status')
    .description('show the workspace: its state, phases, limits and use')
    .action(() => withMe(async (to, name) => told(await call(to, getWorkspace, { params: { name } }))));
  program
    .command('query')
    .description('run SQL in the workspace and print or save its result')
    .argument('<sql>', 'e.g. "SELECT count(*) FROM \'samples/flights.parquet\'"')
    .option('--output <file>', 'save all rows as .csv or .parquet')
    .addOption(
      new Option('--format <format>', 'what is printed: the first rows as a table, or all rows as CSV or lines of JSON')
        .choices(['table', 'csv', 'json'])
        .default('table')
        .conflicts('output'),
    )
    .action((sql: string, { output, format }: { output?: string; format: Printed }) =>
      withMe((to, name) => query(to, name, sql, output === undefined ? { format } : { file: output })),
    );
  addRun(program);
  program
    .command('cp')
    .description('copy a file, or with -r a folder, to or from the home')
    .option('-r, --recursive', 'copy a folder with everything in it')
    .argument('<from>', 'home:PATH or a path here')
    .argument('<to>', 'a path here or home:PATH')
    .action((from: string, to: string, { recursive = false }: { recursive?: boolean }) =>
      withMe(async (at, name) => print(`${await copy(at, name, { from, to, recursive })}\n`)),
    );
  addClusterCommands(program, withMe, print);
  addDirectoryCommands(program, withMe, print);
  addOpenidCommands(program, withMe, print);
  addSimulate(program, print);
}

/** A notebook is run where it is; a command is run as a task. */
function addRun(program: Command): void {
  const run = program
    .command('run')
    .description('run every cell of a notebook in the workspace, or, behind --, a command as a task in the cluster')
    .usage('NOTEBOOK | [options] -- COMMAND [ARGUMENT...]')
    .argument('<what...>', 'path of a notebook in the home, e.g. Welcome.ipynb; or a command');
  addTaskOptions(run).action((what: string[], options: TaskOptions) =>
    withMe(async (to, name) => {
      const asTask = process.argv.includes('--') || taskOptions.some((key) => run.getOptionValueSource(key) === 'cli');
      const [path = '', ...more] = what;
      if (asTask) {
        const { runTask } = await import('./cluster/run-task.ts');
        process.exitCode = await runTask(to, name, what, options);
        return;
      }
      if (more.length > 0) throw new Refused('One notebook at a time. To run a command: stoa run -- COMMAND');
      const { runNotebook } = await import('./run/run-notebook.ts');
      await runNotebook(to, name, path);
    }),
  );
}

async function me(): Promise<{ to: Connection; account: string }> {
  const to = connection();
  const session = await call(to, getSession);
  return { to, account: session.account.name };
}

async function withMe(work: (to: Connection, account: string) => Promise<void>): Promise<void> {
  const { to, account } = await me();
  await work(to, account);
}

/** The phase, the reason, the last lines that it wrote, what to do. */
function failureText({ phase, reason, detail, log, advice }: WorkspaceFailure): string {
  const lines = log.map((line) => `    ${line}`);
  return [`In the phase "${phase}": ${detail} (${reason})`, ...lines, `  ${advice}`].join('\n');
}

function told(workspace: Workspace): void {
  print(`${workspace.name}: ${workspace.state}\n`);
  for (const { name, state, milliseconds } of workspace.phases)
    print(`  ${name.padEnd(10)} ${state.padEnd(8)} ${milliseconds} ms\n`);
  for (const { kind, unit, limit, used, enforced } of workspace.limits) {
    const text = (value: number) => (unit === 'bytes' ? bytesText(value) : `${Number(value.toFixed(2))}`);
    const after = unit === 'cores' ? ' cores' : '';
    print(
      `  ${kind.padEnd(10)} ${used === null ? '–' : text(used)} of ${text(limit)}${after}, enforced: ${enforced}\n`,
    );
  }
  if (workspace.state === 'stopped' && workspace.stopReason) print(`  ${workspace.stopReason.detail}\n`);
  for (const group of workspace.groupsMissing)
    print(`  The folder of the group ${group} shows after a restart: stoa restart\n`);
  if (workspace.failure) throw new Refused(failureText(workspace.failure));
}
