import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BadSetting, loadSettings, showSettings, variableOf } from './load.ts';

const nothing = { flags: {}, env: {}, root: true };

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'stoa-config-')), 'stoa.toml');
  writeFileSync(file, text);
  return file;
}

test('the command line stands before the environment, the environment before the file, the file before defaults', () => {
  const config = fileWith('listen = "localhost:1"\n[workspace]\ncpus = 3\nmemory = "1GiB"\n');
  const { values, origins } = loadSettings({
    flags: { config, listen: 'localhost:3' },
    env: { STOA_LISTEN: 'localhost:2', STOA_WORKSPACE_CPUS: '1.5' },
    root: true,
  });
  expect([values.listen, origins.listen]).toEqual(['localhost:3', '--listen']);
  expect([values.cpus, origins.cpus]).toEqual([1.5, 'STOA_WORKSPACE_CPUS']);
  expect([values.memory, origins.memory]).toEqual([2 ** 30, config]);
  expect(origins.homeLimit).toBe('default');
});

test.each([
  [{ env: { STOA_LISTENN: 'x' } }, /STOA_LISTENN \(environment\): there is no such setting/],
  [{ flags: { config: fileWith('[workspace]\nmemry = 1\n') } }, /workspace\.memry .*there is no such setting/],
  [{ flags: { config: fileWith('listen = \n') } }, /cannot be read as TOML/],
  [
    { flags: { 'workspace.memory': 'much' } },
    /workspace\.memory \(--workspace\.memory\): expected a size.*found "much"/,
  ],
  [{ flags: { 'workspace.cpus': '0' } }, /expected a number from 0\.1 to 1024, found "0"/],
  [{ flags: { 'sandbox.closed-networks': '10.0.0.0/8, 10.0.0/40' } }, /expected networks such as 10\.0\.0\.0\/8/],
  [{ flags: { 'log-level': 'loud' } }, /expected one of trace, debug, info, warn, error/],
  [{ flags: { config: '/nowhere/stoa.toml' } }, /there is no file/],
])('what cannot be used is refused in one line that names it: %o', (given, message) => {
  const load = () => loadSettings({ ...nothing, ...given });
  expect(load).toThrow(BadSetting);
  expect(load).toThrow(message);
});

test('data lies in /var/lib/stoa for root and in the user data folder for others', () => {
  expect(loadSettings(nothing).values.data).toBe('/var/lib/stoa');
  expect(loadSettings({ flags: {}, env: { XDG_DATA_HOME: '/home/a/data' }, root: false }).values.data).toBe(
    '/home/a/data/stoa',
  );
});

test('every setting is shown with its value and where it came from', () => {
  const shown = showSettings(loadSettings({ ...nothing, flags: { 'workspace.memory': '512MiB' } }));
  expect(shown).toMatch(/workspace\.memory +512MiB +--workspace\.memory/);
  expect(shown).toMatch(/storage\.home-limit +20GiB +default/);
  expect(variableOf('workspace.idle-stop-minutes')).toBe('STOA_WORKSPACE_IDLE_STOP_MINUTES');
});
