import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import type { Setting } from './setting.ts';
import { type Settings, settings } from './settings.ts';

/** A setting that is unknown or cannot be used; the message is one line that names it and what was expected. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

export interface Sources {
  /** Command line flags by key, e.g. { listen: 'localhost:9000' }. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: boolean;
}

export interface Loaded {
  readonly values: Settings;
  /** Where each value came from, for `stoa config`. */
  readonly origins: Readonly<Record<keyof Settings, string>>;
}

type Found = { readonly value: unknown; readonly from: string };

/** Environment variables of ours that are not settings. */
const otherVariables = new Set([
  'STOA_SUPERVISED',
  'STOA_UNTOLD',
  'STOA_ADMIN_PASSWORD',
  'STOA_URL',
  'STOA_TOKEN',
  'STOA_TOKEN_FILE',
]);

/**
 * Reads every source once, at start.
 *
 * @throws BadSetting for the first setting that is unknown or of the wrong form
 */
export function loadSettings(sources: Sources): Loaded {
  const byKey = new Map<string, Found>();
  const data = folderOf(sources);
  const file = fileOf(sources, data);
  if (file !== undefined) readFile(file, byKey);
  readEnvironment(sources.env, byKey);
  for (const [key, value] of Object.entries(sources.flags)) {
    refuseUnknown(key, `--${key}`);
    byKey.set(key, { value, from: `--${key}` });
  }
  byKey.set('data', { value: data, from: byKey.get('data')?.from ?? 'default' });
  return typed(byKey);
}

function typed(byKey: ReadonlyMap<string, Found>): Loaded {
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const found = byKey.get(setting.key);
    values[name] = found ? parse(setting, found) : setting.fallback;
    origins[name] = found?.from ?? 'default';
  }
  return { values: values as unknown as Settings, origins: origins as Loaded['origins'] };
}

function parse(setting: Setting<unknown>, { value, from }: Found): unknown {
  try {
    return setting.parse(value);
  } catch (error) {
    const expected = error instanceof Error ? error.message : 'something else';
    throw new BadSetting(`${setting.key} (${from}): expected ${expected}, found ${JSON.stringify(value)}`);
  }
}

function folderOf({ flags, env, root }: Sources): string {
  const given = flags.data ?? env.STOA_DATA;
  if (typeof given === 'string' && given !== '') return resolve(given);
  if (root) return '/var/lib/stoa';
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'stoa');
}

function fileOf({ flags, env }: Sources, data: string): string | undefined {
  const given = flags.config ?? env.STOA_CONFIG;
  if (typeof given === 'string' && given !== '') {
    if (!existsSync(given)) throw new BadSetting(`config: there is no file ${given}`);
    return given;
  }
  const usual = join(data, 'stoa.toml');
  return existsSync(usual) ? usual : undefined;
}

function readFile(file: string, byKey: Map<string, Found>): void {
  let parsed: Record<string, unknown>;
  try {
    parsed = parseToml(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new BadSetting(`config: ${file} cannot be read as TOML: ${reason}`);
  }
  for (const [key, value] of flatten(parsed)) {
    refuseUnknown(key, file);
    byKey.set(key, { value, from: file });
  }
}

function flatten(table: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flatten(value as Record<string, unknown>, `${prefix}${name}.`)
      : [[prefix + name, value]],
  );
}

function readEnvironment(env: Sources['env'], byKey: Map<string, Found>): void {
  const keys = new Map(Object.values(settings).map(({ key }) => [variableOf(key), key]));
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith('STOA_') || value === undefined || otherVariables.has(variable)) continue;
    const key = keys.get(variable);
    if (key === undefined) throw new BadSetting(`${variable} (environment): there is no such setting; see stoa config`);
    byKey.set(key, { value, from: variable });
  }
}

export function variableOf(key: string): string {
  return `STOA_${key.replace(/[.-]/g, '_').toUpperCase()}`;
}

function refuseUnknown(key: string, from: string): void {
  if (Object.values(settings).some((setting) => setting.key === key)) return;
  throw new BadSetting(`${key} (${from}): there is no such setting; see stoa config`);
}

/** Every setting, its value and where it came from, as lines for people. */
export function showSettings({ values, origins }: Loaded): string {
  const rows = Object.entries(settings).map(([name, setting]) => {
    const key = name as keyof Settings;
    const value = (setting as Setting<unknown>).show(values[key]);
    return [setting.key, value === '' ? '""' : value, origins[key], setting.about] as const;
  });
  const width = (column: 0 | 1 | 2) => Math.max(...rows.map((row) => row[column].length));
  const [first, second, third] = [width(0), width(1), width(2)];
  return rows
    .map(
      ([key, value, from, about]) => `${key.padEnd(first)}  ${value.padEnd(second)}  ${from.padEnd(third)}  ${about}`,
    )
    .join('\n');
}
