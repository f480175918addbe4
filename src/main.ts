/** The `stoa` command line: the platform's processes, and what an operator does with them. */
import { Command } from 'commander';
import { BadSetting, type Loaded, loadSettings, settings, showSettings } from './platform/config/index.ts';
import { NewerDatabase } from './platform/database/migrate.ts';
import { usageError } from './platform/usage-error.ts';
import { badSettingCode } from './processes/child.ts';
import { DataFolderInUse } from './processes/lock.ts';
import { tellSupervisor } from './processes/parent.ts';

const program = new Command('stoa')
  .description('A multi-tenant data platform: sign in, click once, work.')
  .configureOutput({ outputError: (text, write) => write(`stoa: ${usageError(text)}\n`) });

function withSettings(name: string, about: string): Command {
  const command = program.command(name).description(about);
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : badSettingCode));
  for (const setting of Object.values(settings)) command.option(`--${setting.key} <value>`, setting.about);
  return command;
}

function load(command: Command): Loaded {
  const { keepWorkspaces: _, name: _name, ...flags } = command.opts<Record<string, string>>();
  const byKey = Object.fromEntries(Object.entries(flags).map(([name, value]) => [keyOf(name), value]));
  return loadSettings({ flags: byKey, env: process.env, root: process.getuid?.() === 0 });
}

/** Commander names the option `--tls-cert` tlsCert, and `--workspace.idle-stop-minutes` workspace.idleStopMinutes. */
function keyOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

withSettings('up', 'start the whole platform and keep it running').action(async (_, command: Command) => {
  const { values } = load(command);
  const { supervise } = await import('./processes/supervisor.ts');
  const { addressesOf } = await import('./processes/addresses.ts');
  addressesOf(values);
  const given = process.argv.slice(3);
  await supervise({
    settings: values,
    argv: (command, name) => [import.meta.filename, command, ...given, ...(name === undefined ? [] : ['--name', name])],
    say: (line) => process.stdout.write(`${line}\n`),
  });
});

withSettings('control', 'run the control process alone').action(async (_, command: Command) => {
  const { runControl } = await import('./processes/control.ts');
  await runControl(load(command).values);
});

withSettings('gateway', 'run the gateway process alone').action(async (_, command: Command) => {
  const { runGateway } = await import('./processes/gateway.ts');
  await runGateway(load(command).values);
});

withSettings('agent', 'run an agent process alone')
  .option('--name <name>', 'one of the setting agents; the first by default')
  .action(async ({ name }: { name?: string }, command: Command) => {
    const { runAgent } = await import('./processes/agent.ts');
    await runAgent(load(command).values, name);
  });

withSettings('engines', 'prepare Python and other engines').action(async (_, command: Command) => {
  const { runEngines } = await import('./processes/engines.ts');
  await runEngines(load(command).values);
});

withSettings('down', 'end the platform that runs on the data folder, as Ctrl-C does')
  .option('--keep-workspaces', 'leave workspaces running for the next start, as for an upgrade')
  .action(async (_, command: Command) => {
    const { stopPlatform } = await import('./processes/down.ts');
    await stopPlatform(load(command).values.data, command.opts<{ keepWorkspaces?: true }>().keepWorkspaces === true);
  });

withSettings('config', 'print every setting, its value and where it came from').action((_, command: Command) => {
  process.stdout.write(`${showSettings(load(command))}\n`);
});

withSettings('doctor', 'say what this host can do, and what is missing').action(async (_, command: Command) => {
  const { doctor } = await import('./processes/doctor.ts');
  process.exitCode = await doctor(load(command).values, (line) => process.stdout.write(`${line}\n`));
});

withSettings('backup', 'copy the database while the platform runs')
  .argument('<file>', 'where to; must not exist')
  .action(async (file: string, _, command: Command) => {
    const { backup } = await import('./processes/backup.ts');
    await backup(load(command).values, file);
  });

/** These start without what the commands for people need: a thousand modules. */
const isProcess = ['up', 'control', 'gateway', 'agent', 'engines'].includes(process.argv[2] ?? '');
const client = isProcess ? undefined : await import('./client/index.ts');
client?.addClientCommands(program);

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', () => process.exit(0));

try {
  await program.parseAsync();
} catch (error) {
  const expected =
    error instanceof BadSetting ||
    (client !== undefined && error instanceof client.Refused) ||
    error instanceof DataFolderInUse ||
    error instanceof NewerDatabase;
  process.stderr.write(`stoa: ${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  if (isProcess && error instanceof BadSetting) tellSupervisor({ refused: error.message });
  // At once: a half-started process may hold threads and sockets that would keep it alive.
  const refusedCode = client !== undefined && error instanceof client.Refused ? error.exitCode : 1;
  process.exit(error instanceof BadSetting ? badSettingCode : refusedCode);
}
