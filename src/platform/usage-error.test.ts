import { Command } from 'commander';
import { expect, test } from 'vitest';
import { usageError } from './usage-error.ts';

function said(...args: string[]): string {
  let text = '';
  const program = new Command('stoa').exitOverride().configureOutput({
    outputError: (words) => {
      text += usageError(words);
    },
  });
  program.command('up').option('--workspace.memory <value>');
  program.command('cp').argument('<from>').argument('<to>');
  try {
    program.parse(args, { from: 'user' });
  } catch {
    // Said already.
  }
  return text;
}

test('a command line that is not understood is refused in one line that says what was meant', () => {
  expect(said('up', '--workspace.memori', '5')).toBe(
    'unknown option --workspace.memori; did you mean --workspace.memory?',
  );
  expect(said('up', '--nothing-like-it')).toBe('unknown option --nothing-like-it');
  expect(said('uup')).toBe('unknown command uup; did you mean up?');
  expect(said('cp', 'a')).toBe('missing required argument to');
});
