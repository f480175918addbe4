import type { FetchRequest } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import type { CommandInfo } from '../messages/task.ts';

export function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, each) => sum + each.length, 0);
}

/** Mesos's rule for ids: they become names of folders. */
export function isGoodId(id: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return id !== '' && id.length <= 255 && id !== '.' && id !== '..' && !/[\u0000-\u0020/\\\u007f]/.test(id);
}

export function argvOf(command: Read<typeof CommandInfo> | undefined): readonly string[] {
  const value = command?.value ?? '';
  if (command?.shell ?? true) return ['/bin/sh', '-c', value];
  const [name = value, ...rest] = command?.arguments ?? [];
  // Mesos's arguments begin with the name by which the program is to know itself.
  return name === '' ? [] : [value, ...rest];
}

export function environment(command: Read<typeof CommandInfo> | undefined): ReadonlyMap<string, string> {
  const variables = command?.environment?.variables ?? [];
  return new Map(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}

export function fetchesOf(command: Read<typeof CommandInfo> | undefined): readonly FetchRequest[] {
  return (command?.uris ?? []).map((uri) => ({
    url: uri.value,
    executable: uri.executable ?? false,
    extract: uri.extract ?? true,
    cache: uri.cache ?? false,
    outputFile: uri.output_file ?? null,
  }));
}

export function milliseconds(duration: { readonly nanoseconds: number } | undefined): number | null {
  return duration === undefined ? null : Math.max(0, duration.nanoseconds / 1_000_000);
}
