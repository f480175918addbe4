#!/usr/bin/env node
/** The `stoa` command line inside a workspace: only what a person does there. */
import { Command } from 'commander';
import { addClientCommands, Refused } from './client/index.ts';
import { usageError } from './platform/usage-error.ts';

const program = new Command('stoa')
  .description('Stoa, from inside a workspace.')
  .configureOutput({ outputError: (text, write) => write(`stoa: ${usageError(text)}\n`) });
addClientCommands(program);

process.stdout.on('error', () => process.exit(0));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(
    `stoa: ${error instanceof Refused ? error.message : error instanceof Error ? error.stack : error}\n`,
  );
  process.exit(error instanceof Refused ? error.exitCode : 1);
}
