import { fileProblems } from '../problems.ts';

declare const parsed: unique symbol;

/** A path that was parsed: relative to the home, names separated by one `/`, `''` for the home itself. */
export type HomePath = string & { readonly [parsed]: true };

const longestName = 255;
const longestPath = 4096;

/** `%2e`, `%2f`, `%5c` and `%00`, encoded any number of times: nobody means them as part of a name. */
const encodedTrick = /%(?:25)*(?:2e|2f|5c|00)/i;
/** `..\`, `\..` and the like, which other systems and some clients read as a way up. */
const backslashTrick = /(?:^|[\\])\.{1,2}(?:[\\]|$)/;

/**
 * Parses what came from outside. The operating system decides what the tenant may reach; this only refuses what no
 * honest client sends, so that one path has one spelling.
 *
 * @param field names the part of the request in the problem
 */
export function parseHomePath(text: string, field = 'path'): HomePath {
  const path = text.endsWith('/') && text.length > 1 ? text.slice(0, -1) : text;
  if (Buffer.byteLength(path) > longestPath) {
    throw fileProblems['name-too-long']({ field, detail: `The path is longer than ${longestPath} bytes.` });
  }
  if (path.startsWith('/')) throw refuse(field, 'it begins with "/"; paths are relative to your home');
  if (path !== '') for (const name of path.split('/')) checkName(name, field);
  return path as HomePath;
}

function checkName(name: string, field: string): void {
  if (name === '') throw refuse(field, 'it has an empty name ("//")');
  if (name === '.' || name === '..') throw refuse(field, `it contains "${name}"`);
  if (name.includes('\0')) throw refuse(field, 'it contains a NUL character');
  if (!name.isWellFormed()) throw refuse(field, 'it is not valid Unicode');
  if (encodedTrick.test(name)) throw refuse(field, 'it contains an encoded dot, slash, backslash or NUL');
  if (name.includes('\\') && backslashTrick.test(name)) throw refuse(field, 'it contains a way up with backslashes');
  if (Buffer.byteLength(name) > longestName) {
    throw fileProblems['name-too-long']({
      field,
      detail: `A name may have ${longestName} bytes; this one has ${Buffer.byteLength(name)}.`,
    });
  }
}

function refuse(field: string, why: string) {
  return fileProblems['path-invalid']({ field, detail: `The path is refused: ${why}.` });
}

/** A name that something new gets: what exists may be called anything, but Stoa makes no names that break elsewhere. */
export function parseNewName(name: string, field = 'name'): string {
  checkName(name, field);
  if (name.includes('/')) throw badName(field, 'it contains "/"');
  if (name.includes('\\')) throw badName(field, 'it contains "\\"');
  if (/\p{Cc}/u.test(name)) throw badName(field, 'it contains a control character');
  if (name.trim() === '') throw badName(field, 'it is only spaces');
  return name;
}

function badName(field: string, why: string) {
  return fileProblems['name-invalid']({ field, detail: `The name is refused: ${why}.` });
}

/** Where something new goes: every name of it is one that may be given. */
export function parseNewPath(text: string, field = 'path'): HomePath {
  const path = parseHomePath(text, field);
  if (path === '') throw refuse(field, 'it is empty');
  for (const name of path.split('/')) parseNewName(name, field);
  return path;
}

export function nameOf(path: HomePath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentOf(path: HomePath): HomePath {
  const slash = path.lastIndexOf('/');
  return (slash < 0 ? '' : path.slice(0, slash)) as HomePath;
}

/** @param name one name that exists, or a relative path that was parsed */
export function join(folder: HomePath, name: string): HomePath {
  return (folder === '' ? name : name === '' ? folder : `${folder}/${name}`) as HomePath;
}

export function isWithin(folder: HomePath, path: HomePath): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
